import { DBOS, Error as DbosErrors } from "@dbos-inc/dbos-sdk"
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
/** Longer than this between two looks, and the database was away (or we were): then everybody's heartbeat is old. */
const gapMs = 15_000
/** An operation may wait for days, over any number of restarts: the library would give up after a hundred. */
const maxRecoveryAttempts = 1_000_000

/** Another worker has taken this workflow over: it ends here without a word, since the other one goes on with it. */
const wasTakenOver = (error: unknown): boolean =>
  error instanceof DbosErrors.DBOSWorkflowConflictError || error instanceof DbosErrors.DBOSWorkflowCancelledError

/**
 * Turns operation rows into DBOS workflows with the operation's id as workflow id, so that a row runs once however often it is
 * announced and however many workers hear of it.
 */
export class OperationRunner {
  private readonly start: (operationId: string) => Promise<void>
  private readonly known = new Set<string>()
  private looks: { first: number; last: number } | null = null

  constructor(private readonly options: OperationRunnerOptions) {
    const run = (operationId: string) => this.run(operationId)
    this.start = DBOS.registerWorkflow(run, { name: "operation", maxRecoveryAttempts })
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
      if (!workflow)
        throw new DomainError("invalid", `This version of Gridline does not know the operation ${row.kind}.`)
      await workflow(step, operation)
      await end("succeeded")
    } catch (error) {
      if (wasTakenOver(error)) throw error
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
    return DBOS.runStep(write, { retriesAllowed: true, maxAttempts: 1_000_000, intervalSeconds: 1, backoffRate: 1 })
  }

  /** Starts what is queued; safe to call as often as one likes and from many workers. */
  async dispatch(): Promise<void> {
    if (this.options.stopping.aborted) return
    for (const { id } of await unsafeQueuedAcrossTenants(this.options.deps.db, 50)) {
      if (this.known.has(id)) continue
      await DBOS.startWorkflow(this.start, { workflowID: id })(id)
      // Only now: one that could not be started is tried again.
      this.known.add(id)
    }
    if (this.known.size > 10_000) this.known.clear()
  }

  /** After a gap nobody is called dead before everybody had the time to say that they live. */
  private hasWatchedLongEnough(now: number): boolean {
    const first = this.looks && now - this.looks.last < gapMs ? this.looks.first : now
    this.looks = { first, last: now }
    return now - first >= deadAfterMs
  }

  /** Takes over workflows whose worker has been silent too long; they go on after their last finished step. */
  async adopt(): Promise<void> {
    const { deps } = this.options
    if (!this.hasWatchedLongEnough(deps.clock.now().getTime())) return
    const alive = await aliveSince(deps.db, new Date(deps.clock.now().getTime() - deadAfterMs))
    const names = new Set(alive.filter((p) => p.kind === "worker").map((p) => p.id))
    const pending = await DBOS.listWorkflows({ status: "PENDING", loadInput: false, loadOutput: false })
    for (const workflow of pending)
      if (workflow.executorId && !names.has(workflow.executorId)) await DBOS.resumeWorkflow(workflow.workflowID)
  }
}
