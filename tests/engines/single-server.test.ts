import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import { FabricError, type VolumeSpec } from "../../server/fabric/fabric-driver"
import { instanceName, projectOf } from "../../server/fabric/lxd/core/names"
import { get, instanceOn, nasOn, never, put, run, untilState, vdcId, volumeSpec } from "../contract/fabric-specs"
import type { PlannedFault } from "../support/engine-faults"
import { faultyNetwork } from "../support/faulty-network"
import { type LxdUnderTest, openLxd } from "../support/lxd-under-test"

const network = faultyNetwork()
let rig: Rig
let under: LxdUnderTest
let volume: VolumeSpec

beforeAll(async () => {
  const { options, images } = inject("testEngines")
  rig = await openRig(options)
  under = await openLxd(rig, "dc2", { images, withPower: false, detour: network.detour })
  const node = await under.newNode()
  volume = volumeSpec(node.nodeId)
  await under.driver.ensureVdc({ vdcId, nodeIds: [node.nodeId], memoryMib: 8192 }, never)
  await under.driver.ensureVolume(volume, never)
  await put(under.driver, volume, "page.txt", "all of it")
})
afterAll(async () => {
  network.calm()
  await under.close([vdcId])
  await network.close()
})

test("a server that is no cluster runs components, and says so", async () => {
  const nas = nasOn(volume)
  await run(under.driver, nas)
  expect((await under.driver.listFiles(volume, "", never)).map(({ name }) => name)).toContain("page.txt")
  expect((await under.driver.logs(nas, { after: null, limit: 100 }, never)).length).toBeGreaterThan(0)
  await under.driver.ensureInstance({ ...nas, wanted: "stopped" }, never)
  await untilState(under.driver, nas, "stopped")
  await under.driver.removeInstance(nas, never)
  expect(await instanceOn(under.driver, nas)).toBeUndefined()
})

test("what happens behind our back is seen at once by who listens, without a listing, and by who was cut off", async () => {
  const nas = nasOn(volume)
  await run(under.driver, nas)
  const listings = () => network.asked(/^\/1\.0\/instances\?/)
  const state = async () => (await instanceOn(under.driver, nas))?.state
  const lxc = async (verb: string, ...more: string[]) => {
    const name = instanceName(nas.instanceId, nas.epoch)
    const { code, stderr } = await rig.exec("n4", ["lxc", verb, name, "--project", projectOf(vdcId), ...more])
    if (code !== 0) throw new Error(stderr)
  }
  const before = listings()
  await lxc("stop", "--force")
  await expect.poll(state, { timeout: 3_000 }).toBe("stopped")
  await lxc("start")
  await expect.poll(state, { timeout: 8_000 }).toBe("running")
  for (let looks = 0; looks < 20; looks++) await instanceOn(under.driver, nas)
  expect(listings() - before).toBeLessThanOrEqual(2) // one every ten seconds
  expect(network.cutStreams(/^\/1\.0\/events/)).toBe(1)
  await lxc("stop", "--force")
  await expect.poll(state, { timeout: 3_000 }).toBe("stopped")
  await under.driver.removeInstance(nas, never)
})

test("a machine that came back is not taken for what it was, though its listings come late", async () => {
  const nas = nasOn(volume)
  await run(under.driver, nas)
  await rig.kill("n4")
  await rig.boot("n4")
  network.inject({ kind: "delay", milliseconds: 2_500, method: "GET", path: /^\/1\.0\/instances\?/ })
  const { instances } = await under.driver.inspectNode(volume.nodeId, never)
  expect(instances).toMatchObject([{ instanceId: nas.instanceId, state: "stopped" }])
  await under.driver.removeInstance(nas, never)
})

// A command has four sockets (control, input, output, errors), and reading a file takes two commands.
test.each([0, 1, 2, 3, 4, 5, 6, 7])("a file is read whole or not at all when socket %i breaks", async (skip) => {
  for (let i = 0; i < 3; i++) {
    network.inject({ kind: "cut-stream", path: /websocket/, skip })
    const read = await get(under.driver, volume, "page.txt").catch((error: unknown) => {
      expect(error).toBeInstanceOf(FabricError)
      return "refused"
    })
    expect(["all of it", "refused"]).toContain(read)
    network.calm()
  }
  expect(await get(under.driver, volume, "page.txt")).toBe("all of it")
})

// An upload takes three commands: for its bytes, for its name, and to see it.
test.each<PlannedFault>([
  { kind: "refuse", method: "GET", path: /operations/ },
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((skip) => ({ kind: "cut-stream" as const, path: /websocket/, skip })),
])("a file is written whole or not at all, and leaves room for the next try, with %o", async (fault) => {
  const small = volumeSpec(volume.nodeId, { sizeGib: 16 / 1024 })
  const much = "x".repeat(9_000_000) // twice that has no room
  await under.driver.ensureVolume(small, never)
  network.inject(fault)
  const isThere = await put(under.driver, small, "much", much, 100_000_000).then(
    ({ bytes }) => bytes === much.length,
    (error: unknown) => {
      expect(error).toBeInstanceOf(FabricError)
      return false
    },
  )
  network.calm()
  const names = (await under.driver.listFiles(small, "", never)).map(({ name }) => name)
  expect(names).toEqual(isThere ? ["much"] : [])
  if (!isThere) await put(under.driver, small, "much", much, 100_000_000)
  expect(await get(under.driver, small, "much")).toBe(much)
  await under.driver.removeVolume(small, never)
})

test("an engine that closed a command's connections and does not tell of its end is not waited for", async () => {
  network.inject({ kind: "delay", milliseconds: 60_000, method: "GET", path: /operations\/.*\/wait/ })
  const began = performance.now()
  await expect(put(under.driver, volume, "late.txt", "all of it")).rejects.toBeInstanceOf(FabricError)
  expect(performance.now() - began).toBeLessThan(30_000)
  await put(under.driver, volume, "late.txt", "all of it")
  expect(await get(under.driver, volume, "late.txt")).toBe("all of it")
})
