import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isFinal } from "@/server/domain/operation"
import { type Customer, type FaultBench, openFaultBench, provisionSite, untilAllRun } from "./fault-bench"
import { settle } from "./invariants"
import { measured, seconds, until } from "./until"

let bench: FaultBench
let customers: Customer[]
let sites: { id: string; customer: Customer }[]

const idle = async (): Promise<true | string> => {
  const open = (await bench.db.operation.findMany()).filter((o) => !isFinal(o.state))
  return open.length === 0 || open.map((o) => `${o.kind} of ${o.subjectName}`).join(", ")
}

beforeAll(async () => {
  bench = await openFaultBench(4)
  await Promise.all(["worker-1", "worker-2"].map((name) => bench.worker(name).startAndWait()))
  customers = await Promise.all([bench.customer("first"), bench.customer("second")])
}, 180_000)
afterAll(() => bench?.close(), 120_000)

describe("two workers on the same virtual data centers", () => {
  test("share the work, and each act is done once", async () => {
    sites = await Promise.all(
      customers.flatMap((customer) =>
        [1, 2, 3].map(async (n) => ({ customer, id: await provisionSite(bench, customer, `site-${n}`) })),
      ),
    )
    const ids = sites.map(({ id }) => id)
    measured("6 sites of 3 components run after", seconds(await untilAllRun(bench, ids, 90_000)))
    await until("nothing is under way", 30_000, idle)
    const { applications } = bench.web
    await Promise.all(sites.map(({ customer, id }) => applications.restart(customer.scope, id)))
    await until("all are restarted", 90_000, idle)
    await settle(bench, 60_000)

    const components = await bench.db.component.findMany()
    for (const c of components) {
      // Placed once, restarted once, told once: a second worker's hand would show in these.
      expect([c.path, c.epoch, c.restartToken]).toEqual([c.path, 1, 1])
      const told = await bench.db.event.count({ where: { componentId: c.id, kind: "component.running" } })
      expect([c.path, told]).toEqual([c.path, 2])
    }
    const workflows = await bench.workflows()
    expect(workflows.map((w) => w.id).sort()).toEqual((await bench.db.operation.findMany()).map((o) => o.id).sort())
    expect(workflows.filter((w) => w.attempts > 1)).toEqual([])
    const by = (name: string) => workflows.filter((w) => w.executor === name).length
    measured("operations by worker", `${by("worker-1")} and ${by("worker-2")}`)
    const steps = await bench.db.operationStep.findMany()
    const keys = steps.map((s) => `${s.operationId} ${s.position} ${s.name}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test("of which one dies for good: the other goes on with its operations within 30 s", async () => {
    const { applications } = bench.web
    await Promise.all(sites.map(({ customer, id }) => applications.stop(customer.scope, id)))
    const victim = await until("both are at it", 20_000, async () => {
      const open = (await bench.workflows()).filter((w) => w.status === "PENDING")
      return open.some((w) => w.executor === "worker-2") || "worker-2 has nothing to do"
    }).then(
      () => "worker-2",
      // All six went to the first one: then that is the one whose death matters.
      () => "worker-1",
    )
    await bench.worker(victim).kill()
    const orphans = (await bench.workflows()).filter((w) => w.status !== "SUCCESS" && w.executor === victim)
    const took = await until("nothing is left to the dead one", 45_000, async () => {
      const left = (await bench.workflows()).filter((w) => w.executor === victim && orphans.some((o) => o.id === w.id))
      return left.every((w) => w.status === "SUCCESS") || left.map((w) => `${w.id} ${w.status}`).join(", ")
    })
    measured(`${orphans.length} operations of ${victim} taken over after`, seconds(took))
    if (orphans.length > 0) expect(took).toBeLessThan(30_000)
    await until("all are stopped", 60_000, idle)
    await settle(bench, 60_000)
    expect(await bench.db.operation.findMany({ where: { state: { in: ["failed", "cancelled"] } } })).toEqual([])
  })
})
