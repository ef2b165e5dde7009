import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { pause, signal } from "@/scripts/process-identity"
import { readAgentFile } from "@/server/fabric/embedded/node-directory"
import { type Customer, type FaultBench, gatewayUrl, openFaultBench, provisionSite, untilAllRun } from "./fault-bench"
import { runTwice, settle } from "./invariants"
import { measured, seconds, slowness, until } from "./until"

const message = "written before the fall"

let bench: FaultBench
let customer: Customer
let guestbook: string
beforeAll(async () => {
  bench = await openFaultBench(2)
  await bench.worker("worker-1").startAndWait()
  customer = await bench.customer("first")
  const { subject } = await bench.web.applications.create(customer.scope, {
    vdcId: customer.vdcId,
    template: "scalable-web",
    name: "guestbook",
    components: {},
    start: true,
  })
  guestbook = subject.id
  measured("guestbook of 6 components runs after", seconds(await untilAllRun(bench, [guestbook], 120_000)))
}, 240_000)
afterAll(() => bench?.close(), 120_000)

const agentOf = async (nodeId: string): Promise<number> => {
  const file = await readAgentFile(bench.nodeDirectory(nodeId))
  if (!file) throw new Error("the node has no agent")
  return file.pid
}

const nodeOf = async (name: string): Promise<string> => {
  const component = await bench.db.component.findFirstOrThrow({ where: { applicationId: guestbook, name } })
  if (!component.nodeId) throw new Error(`${component.path} has no node`)
  return component.nodeId
}

const places = async () =>
  (await bench.db.component.findMany({ orderBy: { path: "asc" } })).map((c) => [c.path, c.nodeId, c.epoch, c.state])

const read = async (): Promise<string> => {
  const response = await fetch(await gatewayUrl(bench, guestbook), { signal: AbortSignal.timeout(2_000) })
  return response.status === 200 ? response.text() : `status ${response.status}`
}

const showsEntry = async (): Promise<true | string> => {
  const page = await read()
  return page.includes(message) || page.slice(0, 200)
}

const inStep = async (): Promise<true | string> => {
  const volumes = await bench.db.volume.findMany({ where: { trashedAt: null }, include: { replicas: true } })
  const odd = volumes.filter((v) => v.replicas.length !== 2 || v.replicas.some((r) => r.state !== "ok"))
  return (
    odd.length === 0 ||
    odd.map((v) => `${v.path}: ${v.replicas.map((r) => `${r.role} ${r.state}`).join(", ")}`).join("\n")
  )
}

const powerOn = (nodeId: string) => bench.web.hosting.powerOn(bench.provider, nodeId)

describe("a node", () => {
  test("that only stalls for 5 s moves nothing", async () => {
    await until("the entry is written", 30_000, async () => {
      const body = new URLSearchParams({ name: "Ada", message })
      const response = await fetch(await gatewayUrl(bench, guestbook), { method: "POST", body, redirect: "manual" })
      return response.status === 303 || `status ${response.status}`
    })
    await until("the entry is shown", 10_000, showsEntry)
    await until("mirrors are in step", 60_000, inStep)
    const before = await places()
    const agent = await agentOf(await nodeOf("db"))
    signal(agent, "SIGSTOP")
    await pause(5_000)
    signal(agent, "SIGCONT")
    await pause(5_000)
    expect(await places()).toEqual(before)
    expect(await bench.db.event.count({ where: { kind: "node.lost" } })).toBe(0)
    await settle(bench, 30_000)
  })

  test("that dies is replaced, and what was written is there", async () => {
    const lost = await nodeOf("db")
    const onIt = await bench.db.component.count({ where: { nodeId: lost } })
    const fall = performance.now()
    signal(await agentOf(lost), "SIGKILL")
    const noticed = await until("the loss is seen", 30_000, async () => {
      const { state } = await bench.db.node.findUniqueOrThrow({ where: { id: lost } })
      return state === "down" || state
    })
    await until("the site shows the entry again", 60_000, showsEntry)
    const served = performance.now() - fall
    await untilAllRun(bench, [guestbook], 60_000)
    const all = performance.now() - fall
    const limit = await slowness()
    measured(`node with ${onIt} of 6 components lost: noticed after`, seconds(noticed))
    measured("serving again after", seconds(served))
    measured("all components run after", seconds(all))
    measured("this machine is slower than idle by", `${limit.toFixed(1)} ×`)
    expect(noticed).toBeLessThan(5_000 * limit)
    expect(served).toBeLessThan(10_000 * limit)
    expect(runTwice()).toEqual([])
    expect(await bench.db.component.count({ where: { nodeId: lost } })).toBe(0)
    const told = await bench.db.event.findMany({ where: { kind: { in: ["node.lost", "component.moved"] } } })
    expect(told.filter((e) => e.kind === "node.lost")).toHaveLength(1)
    expect(told.filter((e) => e.kind === "component.moved")).toHaveLength(onIt)
  })

  test("that returns is emptied of what is old before it is used, and mirrors again", async () => {
    const { id: lost } = await bench.db.node.findFirstOrThrow({ where: { state: "down" } })
    await powerOn(lost)
    const took = await until("the node is back", 60_000, async () => {
      const { state } = await bench.db.node.findUniqueOrThrow({ where: { id: lost } })
      return state === "assigned" || state
    })
    measured("returning node in use after", seconds(took))
    const report = await bench.fabric.inspectNode(lost, AbortSignal.timeout(5_000))
    expect(report.instances).toEqual([])
    const told = await bench.db.event.findFirstOrThrow({ where: { kind: "node.returned" } })
    expect(told.message).toMatch(/removed/)
    await until("mirrors are in step", 60_000, inStep)
    await settle(bench, 30_000)
    // The balancer looks at its servers once a second, so the page may follow the components a moment later.
    await until("the entry is shown", 10_000, showsEntry)
  })

  test("that dies when there is no room left makes components wait, and says why in numbers", async () => {
    const sites = await Promise.all([1, 2].map((n) => provisionSite(bench, customer, `site-${n}`)))
    await untilAllRun(bench, sites, 60_000)
    const { scope } = customer
    await until("nothing is under way", 30_000, async () => {
      const open = await bench.db.operation.count({ where: { state: { in: ["queued", "running"] } } })
      return open === 0 || `${open} operations`
    })
    const components = { web: { count: 6, cpuMillis: 600 } }
    await bench.web.applications.scale(scope, { applicationId: guestbook, components, message: "" })
    await until("it is scaled", 90_000, async () => {
      const count = await bench.db.component.count({ where: { applicationId: guestbook, state: "running" } })
      return count === 10 || `${count} of 10 run`
    })
    await until("mirrors are in step", 60_000, inStep)
    const lost = await nodeOf("db")
    signal(await agentOf(lost), "SIGKILL")
    await until("somebody waits", 60_000, async () => {
      const waiting = await bench.db.component.findMany({ where: { state: "waiting" } })
      const lostStill = await bench.db.component.count({ where: { state: "lost" } })
      return (waiting.length > 0 && lostStill === 0) || `${waiting.length} wait, ${lostStill} lost`
    })
    const [waiting] = await bench.db.component.findMany({ where: { state: "waiting" } })
    measured("reason given", `${waiting?.path} ${waiting?.reason ?? ""}`)
    expect(waiting?.reason).toMatch(/\d/)
    expect(runTwice()).toEqual([])

    await powerOn(lost)
    await untilAllRun(bench, [guestbook, ...sites], 90_000)
    await until("mirrors are in step", 90_000, inStep)
    await settle(bench, 60_000)
    // The balancer looks at its servers once a second, so the page may follow the components a moment later.
    await until("the entry is shown", 10_000, showsEntry)
  })
})
