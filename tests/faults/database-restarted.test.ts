import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { pause } from "@/scripts/process-identity"
import { DomainError } from "@/server/domain/domain-error"
import { type Customer, type FaultBench, gatewayUrl, openFaultBench, provisionSite, untilAllRun } from "./fault-bench"
import { brokenAlways, runnersByInstance, settle } from "./invariants"
import { measured, seconds, slowness, until } from "./until"

const restarts = 4

let bench: FaultBench
let customer: Customer
let steady: string
beforeAll(async () => {
  bench = await openFaultBench(2)
  await bench.worker("worker-1").startAndWait()
  await bench.live.start()
  customer = await bench.customer("first")
  steady = await provisionSite(bench, customer, "steady")
  await untilAllRun(bench, [steady], 60_000)
}, 180_000)
afterAll(() => bench?.close(), 120_000)

/** Calls until it goes through, as a person with a reload button would; refusals of the product itself are final. */
async function persist<T>(act: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + 60_000; ; await pause(300)) {
    try {
      return await act()
    } catch (error) {
      const final = error instanceof DomainError && error.code !== "unavailable" && error.code !== "stale"
      if (final || performance.now() > deadline) throw error
    }
  }
}

/** The name is the person's own, so one that is taken was taken by the same wish, whose answer got lost. */
async function provisionOnce(name: string): Promise<string> {
  try {
    return await persist(() => provisionSite(bench, customer, name))
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "conflict" && error.field === "name")) throw error
    const { items } = await persist(() =>
      bench.web.applications.list(customer.scope, customer.vdcId, { limit: 50, cursor: undefined }),
    )
    const found = items.find((a) => a.slug === name)
    if (!found) throw error
    return found.id
  }
}

type Visits = { asked: number; failed: string[]; stop: () => Promise<void> }

/** A visitor who never stops reading. */
function visit(url: string): Visits {
  const visits: Visits = { asked: 0, failed: [], stop: async () => undefined }
  let going = true
  const reading = (async () => {
    while (going) {
      visits.asked += 1
      try {
        const { status } = await fetch(url, { signal: AbortSignal.timeout(5_000) })
        if (status !== 200) visits.failed.push(`status ${status}`)
      } catch (error) {
        visits.failed.push(String(error))
      }
      await pause(50)
    }
  })()
  visits.stop = async () => {
    going = false
    await reading
  }
  return visits
}

const ofSteady = async () =>
  (await bench.db.component.findMany({ where: { applicationId: steady }, orderBy: { path: "asc" } })).map((c) => ({
    path: c.path,
    nodeId: c.nodeId,
    epoch: c.epoch,
    startedAt: c.startedAt?.toISOString(),
    processes: runnersByInstance().get(c.id),
  }))

describe("PostgreSQL that falls again and again under load", () => {
  test("holds nobody up for long, loses nothing, and running applications do not notice", async () => {
    const before = await ofSteady()
    const workerBefore = bench.worker("worker-1").pid
    const visits = visit(await gatewayUrl(bench, steady))
    const people = Array.from({ length: 4 }, async (_, n) => {
      await pause(n * 1_500)
      const id = await provisionOnce(`site-${n + 1}`)
      // What was acknowledged is there, whatever falls next.
      await persist(() => bench.web.applications.get(customer.scope, id))
      await pause(2_000)
      if (n % 2 === 0) await persist(() => bench.web.applications.stop(customer.scope, id))
      return id
    })
    const readyAfter: number[] = []
    for (let n = 0; n < restarts; n++) {
      await pause(2_500)
      await bench.postgres.stop("immediate")
      await pause(n * 500)
      await bench.postgres.start()
      const read = () => bench.web.applications.get(customer.scope, steady)
      readyAfter.push(await until("web answers again", 30_000, async () => (await read()).id === steady || "another"))
      expect(await persist(() => brokenAlways(bench))).toEqual([])
    }
    const ids = await Promise.all(people)
    const took = await settle(bench, 90_000)
    await visits.stop()
    measured("web answers after the database is back", readyAfter.map(seconds).join(", "))
    measured("at rest", seconds(took))
    measured("visitors' requests meanwhile", `${visits.asked}, of which failed: ${visits.failed.length}`)

    expect(Math.max(...readyAfter)).toBeLessThan(10_000 * (await slowness()))
    expect(visits.failed).toEqual([])
    expect(await ofSteady()).toEqual(before)
    // By itself, not by being started again.
    expect(bench.worker("worker-1").pid).toBe(workerBefore)
    expect(await bench.db.application.count({ where: { id: { in: ids }, deletedAt: null } })).toBe(ids.length)
    expect(await bench.db.operation.findMany({ where: { state: "failed" } })).toEqual([])
  })

  test("and browsers hear of changes again", async () => {
    const heard = new AbortController()
    const changes = bench.live.watch({ tenantId: customer.tenantId, vdcId: customer.vdcId }, heard.signal)
    const first = changes.next()
    await bench.web.applications.stop(customer.scope, steady)
    expect((await first).value).toMatchObject({ vdcId: customer.vdcId })
    heard.abort()
    await settle(bench, 60_000)
  })
})
