import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { pause } from "@/scripts/process-identity"
import { DomainError } from "@/server/domain/domain-error"
import { type Customer, type FaultBench, openFaultBench, provisionSite } from "./fault-bench"
import { brokenAlways, settle } from "./invariants"
import { measured, seconds } from "./until"

const applications = 20
const stormMs = 40_000

let bench: FaultBench
let customers: Customer[]
beforeAll(async () => {
  bench = await openFaultBench(4)
  await bench.worker("worker-1").startAndWait()
  customers = await Promise.all([bench.customer("first"), bench.customer("second")])
}, 180_000)
afterAll(() => bench?.close(), 120_000)

/** Something a person would do next; whoever is busy is asked again. */
async function patiently(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (!(error instanceof DomainError && error.code === "conflict")) throw error
      await pause(500)
    }
  }
}

/** Dice with a seed, so that a run that failed can be run again. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe("a worker that is killed again and again", () => {
  test("leaves nothing undone, nothing doubled and nothing behind", async () => {
    const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 100_000)
    const random = dice(seed)
    measured("seed", String(seed))
    const worker = bench.worker("worker-1")
    const until = performance.now() + stormMs
    let kills = 0
    const storm = (async () => {
      while (performance.now() < until) {
        await pause(300 + random() * 1_700)
        await worker.kill()
        kills += 1
        const broken = await brokenAlways(bench)
        expect(broken).toEqual([])
        worker.start()
      }
    })()
    const { applications: acts } = bench.web
    const people = Array.from({ length: applications }, async (_, n) => {
      const customer = customers[n % customers.length] as Customer
      await pause(n * 400)
      const id = await provisionSite(bench, customer, `site-${n + 1}`)
      await pause(3_000 + random() * 12_000)
      if (n % 4 !== 0) await patiently(() => acts.stop(customer.scope, id))
      await pause(2_000 + random() * 6_000)
      if (n % 4 === 2) await patiently(() => acts.start(customer.scope, id))
      if (n % 4 === 3) await patiently(() => acts.delete(customer.scope, id))
    })
    await Promise.all([storm, ...people])
    worker.start()
    const took = await settle(bench, 120_000)
    measured("worker killed", `${kills} times in ${seconds(stormMs)}`)
    measured("at rest after the last kill", seconds(took))
    const left = await bench.db.application.count({ where: { deletedAt: null } })
    expect(left).toBe(applications - applications / 4)
    // A stop or delete cancels what it overtakes; nothing may have failed.
    expect(await bench.db.operation.findMany({ where: { state: "failed" } })).toEqual([])
  })
})
