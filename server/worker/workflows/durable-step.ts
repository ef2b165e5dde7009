import { setTimeout as pause } from "node:timers/promises"
import { DBOS } from "@dbos-inc/dbos-sdk"
import { inTenant, systemScope } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import { DomainError } from "@/server/domain/domain-error"
import { closeStep, isOperationRunning, openStep, type Step, tellStep } from "@/server/domain/operation"

/** What a step leaves in the workflow's log: an expected failure is a value, so that a replay fails with the same words. */
type Outcome<T> = { ok: true; value: T } | { ok: false; code: DomainError["code"]; message: string }

const pauses = [200, 500, 1_000, 2_000, 5_000, 10_000]

export type StepEnvironment = {
  deps: Deps
  operationId: string
  tenantId: string
  /** Aborted when the worker stops: a waiting step then stands still until the process ends, and goes on in the next one. */
  stopping: AbortSignal
  onTrouble: (error: unknown, step: string) => void
}

const cancelled = () => new DomainError("conflict", "Cancelled: something else was asked for meanwhile.")

const standStill = () => new Promise<never>(() => undefined)

/** `step` for one run of one operation: DBOS remembers results, `operation_step` rows tell people. */
export function durableStep(environment: StepEnvironment): Step {
  const { deps, operationId, tenantId, stopping } = environment
  const scope = systemScope(tenantId)
  let position = 0

  async function attempt<T>(name: string, at: number, fn: () => Promise<T>): Promise<Outcome<T>> {
    for (let tries = 0; ; tries++) {
      if (stopping.aborted) await standStill()
      try {
        await inTenant(deps.db, scope, async (tx) => {
          if (!(await isOperationRunning(tx, operationId))) throw cancelled()
          await openStep(tx, { tenantId, operationId, position: at, name, at: deps.clock.now() })
        })
        const value = await fn()
        await finish(at, "succeeded")
        return { ok: true, value }
      } catch (error) {
        if (stopping.aborted) await standStill()
        if (error instanceof DomainError && error.code !== "unavailable" && error.code !== "stale") {
          await finish(at, "failed", error.message)
          return { ok: false, code: error.code, message: error.message }
        }
        environment.onTrouble(error, name)
        await pause(pauses[Math.min(tries, pauses.length - 1)])
      }
    }
  }

  const finish = (at: number, state: "succeeded" | "failed", detail?: string) =>
    inTenant(deps.db, scope, (tx) =>
      closeStep(tx, {
        operationId,
        position: at,
        state,
        at: deps.clock.now(),
        ...(detail === undefined ? {} : { detail }),
      }),
    )
  const tell = (at: number, detail: string) => inTenant(deps.db, scope, (tx) => tellStep(tx, operationId, at, detail))

  async function run<T>(name: string, fn: (at: number) => Promise<T>): Promise<T> {
    const at = position++
    const outcome = await DBOS.runStep(() => attempt(name, at, () => fn(at)), { name: `${at} ${name}` })
    if (!outcome.ok) throw new DomainError(outcome.code, outcome.message)
    return outcome.value
  }

  const step = ((name, fn) => run(name, (at) => fn((detail) => tell(at, detail)))) as Step
  /** One look: true when done, otherwise its news is told and the operation is asked whether it is still wanted. */
  async function look(at: number, check: () => Promise<true | string>, told: string): Promise<true | string> {
    const answer = await check()
    if (answer === true) return true
    if (stopping.aborted) await standStill()
    if (answer !== told) await tell(at, answer)
    if (!(await inTenant(deps.db, scope, (tx) => isOperationRunning(tx, operationId)))) throw cancelled()
    return answer
  }

  step.until = (name, check, { everySeconds, timeoutSeconds }) =>
    run(name, async (at) => {
      const deadline = deps.clock.now().getTime() + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1_000
      let answer: string | true = ""
      while (true) {
        const told: string = answer
        answer = await look(at, check, told)
        if (answer === true) {
          // News of waiting is no news once the wait is over.
          if (told !== "") await tell(at, "")
          return
        }
        if (deps.clock.now().getTime() > deadline)
          throw new DomainError("over_quota", `Waited ${timeoutSeconds} s. ${answer}`)
        await pause(everySeconds * 1_000)
      }
    })
  return step
}
