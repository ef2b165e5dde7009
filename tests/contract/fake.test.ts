import { describe, expect, test } from "vitest"
import { createFakeFabric, ManualClock } from "../../server/fabric/fake"
import { fabricDriverContract } from "./fabric-driver-contract"
import { instanceOn, instanceSpec, nasOn, never, nodeSpec, volumeSpec } from "./fabric-specs"

fabricDriverContract("fake", async () => {
  const driver = createFakeFabric({ missingImages: ["teapot@1"] })
  return { driver, killNode: async (nodeId) => driver.kill(nodeId), close: async () => undefined }
})

describe("the fake fails on demand", () => {
  async function open(options: Parameters<typeof createFakeFabric>[0] = {}) {
    const clock = new ManualClock(Date.UTC(2030, 0, 1))
    const fabric = createFakeFabric({ clock, ...options })
    const [one, two] = [nodeSpec("node-1"), nodeSpec("node-2")]
    await fabric.powerOn(one, never)
    await fabric.powerOn(two, never)
    return { clock, fabric, one, two }
  }

  test("fails the next calls of a verb, then works", async () => {
    const { fabric, one } = await open()
    fabric.faults.failNext("ensureInstance", 2, "no_space")
    const spec = instanceSpec(one.nodeId)
    for (const _ of [1, 2]) await expect(fabric.ensureInstance(spec, never)).rejects.toMatchObject({ code: "no_space" })
    await fabric.ensureInstance(spec, never)
    expect(fabric.calls.map(({ outcome }) => outcome).slice(-3)).toEqual(["no_space", "no_space", "ok"])
  })

  test("a lost answer had its effect", async () => {
    const { fabric, one } = await open()
    fabric.faults.loseAnswers("ensureInstance", 1)
    const spec = instanceSpec(one.nodeId)
    await expect(fabric.ensureInstance(spec, never)).rejects.toMatchObject({ code: "node_unreachable" })
    expect(await instanceOn(fabric, spec)).toMatchObject({ instanceId: spec.instanceId })
  })

  test("a start takes the clock's time, and a late second delivery of an old epoch changes nothing", async () => {
    const { clock, fabric, one } = await open({ startMs: 500 })
    const spec = instanceSpec(one.nodeId)
    fabric.faults.deliverTwice("ensureInstance", 1)
    await fabric.ensureInstance(spec, never)
    expect(await instanceOn(fabric, spec)).toMatchObject({ state: "starting" })
    await clock.advance(500)
    expect(await instanceOn(fabric, spec)).toMatchObject({ state: "running" })
    fabric.faults.deliverTwice("ensureInstance", 1)
    await fabric.ensureInstance({ ...spec, wanted: "stopped" }, never)
    await fabric.ensureInstance({ ...spec, epoch: 2 }, never)
    expect(await instanceOn(fabric, spec)).toMatchObject({ epoch: 2 })
  })

  test("the audit sees an instance and a writer live twice, also where nobody can look", async () => {
    const { clock, fabric, one, two } = await open()
    const volume = volumeSpec(one.nodeId)
    await fabric.ensureVolume(volume, never)
    await fabric.ensureVolume({ ...volume, nodeId: two.nodeId }, never)
    const spec = nasOn(volume)
    await fabric.ensureInstance(spec, never)
    fabric.faults.disconnect(one.nodeId)
    await clock.advance(1_000)
    await fabric.ensureInstance({ ...spec, epoch: 2, nodeId: two.nodeId }, never)
    expect(fabric.audit.violations.map(({ kind }) => kind)).toEqual(["instance_live_twice", "two_writers"])
    expect(fabric.audit.livesAt("instance", spec.instanceId)).toEqual([one.nodeId, two.nodeId])
  })

  test("fenced first, nothing is amiss", async () => {
    const { fabric, one, two } = await open()
    const spec = instanceSpec(one.nodeId)
    await fabric.ensureInstance(spec, never)
    fabric.faults.disconnect(one.nodeId)
    await fabric.fence(one.nodeId, never)
    await fabric.ensureInstance({ ...spec, epoch: 2, nodeId: two.nodeId }, never)
    expect(fabric.audit.violations).toEqual([])
  })

  test("hundreds of instances take no time", async () => {
    const { fabric, one } = await open({ startMs: 100 })
    const began = Date.now()
    for (let n = 0; n < 500; n++) await fabric.ensureInstance(instanceSpec(one.nodeId), never)
    for (let n = 0; n < 50; n++) await fabric.inspectNode(one.nodeId, never)
    expect(Date.now() - began).toBeLessThan(2_000)
  })
})
