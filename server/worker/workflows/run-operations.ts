import { DBOS } from "@dbos-inc/dbos-sdk"
import { inTenant, systemScope } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import { DomainError } from "@/server/domain/domain-error"
import { aliveSince } from "@/server/domain/monitoring"
import {
  moveOperation,
  type RunningOperation,
  unsafeOperationAcrossTenants,
  unsafeQueuedAcrossTenants,
  type Workflow,
} from "@/server/domain/operation"
import { durableStep } from "./durable-step"

export type OperationRunnerOptions = {
  deps: Deps
  /** Operation kind → what it does. */
  workflows: Record<string, Workflow>
  stopping: AbortSignal
  onTrouble: (error: unknown, what: string) => void
}

/** A dead worker's heartbeat is this old before another takes its workflows over. */
const deadAfterMs = 20_000

/**
 * Turns operation rows into DBOS workflows with the operation's id as workflow id, so that a row runs once however often it is
 * announced and however many workers hear of it.
 */
export class OperationRunner {
  private readonly start: (operationId: string) => Promise<void>
  private readonly known = new Set<string>()

  constructor(private readonly options: OperationRunnerOptions) {
    this.start = DBOS.registerWorkflow((operationId: string) => this.run(operationId), { name: "operation" })
  }

  private async run(operationId: string): Promise<void> {
    const { deps, workflows, stopping, onTrouble } = this.options
    const row = await DBOS.runStep(() => unsafeOperationAcrossTenants(deps.db, operationId), { name: "load" })
    if (!row) return
    const operation: RunningOperation = {
      id: row.id,
      tenantId: row.tenantId,
      kind: row.kind,
      subjectId: row.subjectId,
      input: row.input,
    }
    const end = (state: "succeeded" | "failed", error?: { code: string; message: string }) =>
      this.settled(() =>
        inTenant(deps.db, systemScope(row.tenantId), (tx) => moveOperation(tx, row.id, state, deps.clock.now(), error)),
      )
    await this.settled(() =>
      inTenant(deps.db, systemScope(row.tenantId), (tx) => moveOperation(tx, row.id, "running", deps.clock.now())),
    )
    const workflow = workflows[row.kind]
    const step = durableStep({
      deps,
      operationId: row.id,
      tenantId: row.tenantId,
      stopping,
      onTrouble: (error, name) => onTrouble(error, `${row.kind} ${row.id}: ${name}`),
    })
    try {
      if (!workflow) throw new DomainError("invalid", `This version of Gridline does not know the operation ${row.kind}.`)
      await workflow(step, operation)
      await end("succeeded")
    } catch (error) {
      if (!(error instanceof DomainError)) onTrouble(error, `${row.kind} ${row.id}`)
      await end(
        "failed",
        error instanceof DomainError
          ? { code: error.code, message: error.message }
          : { code: "internal", message: "Something failed on our side. It is logged; try the operation again." },
      )
    }
  }

  /** A write that must happen: tried until the database answers. Repeating it changes nothing. */
  private settled(write: () => Promise<unknown>): Promise<unknown> {
    return DBOS.runStep(write, { retriesAllowed: true, maxAttempts: 1_000, intervalSeconds: 1, backoffRate: 1 })
  }

  /** Starts what is queued; safe to call as often as one likes and from many workers. */
  async dispatch(): Promise<void> {
    if (this.options.stopping.aborted) return
    for (const { id } of await unsafeQueuedAcrossTenants(this.options.deps.db, 50)) {
      if (this.known.has(id)) continue
      this.known.add(id)
      await DBOS.startWorkflow(this.start, { workflowID: id })(id)
    }
    if (this.known.size > 10_000) this.known.clear()
  }

  /** Takes over workflows whose worker has been silent too long; they go on after their last finished step. */
  async adopt(): Promise<void> {
    const { deps } = this.options
    const alive = await aliveSince(deps.db, new Date(deps.clock.now().getTime() - deadAfterMs))
    const names = new Set(alive.filter((p) => p.kind === "worker").map((p) => p.id))
    const pending = await DBOS.listWorkflows({ status: "PENDING", loadInput: false, loadOutput: false })
    for (const workflow of pending)
      if (workflow.executorId && !names.has(workflow.executorId)) await DBOS.resumeWorkflow(workflow.workflowID)
  }
}
