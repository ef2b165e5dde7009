import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { FabricDriver, NodeSpec, VolumeSpec } from "../../server/fabric/fabric-driver"
import { commandsAreRun } from "./commands-contract"
import {
  get,
  insist,
  instanceOn,
  instanceSpec,
  nasOn,
  never,
  nodeSpec,
  outputSpec,
  put,
  refusal,
  replicaOf,
  run,
  untilState,
  untilVolume,
  volumeOn,
  volumeSpec,
} from "./fabric-specs"
import { volumesAreExported } from "./volume-archives-contract"
import { volumesAreCopied } from "./volume-copies-contract"

export type FabricUnderTest = {
  driver: FabricDriver
  /** The node loses power by itself: nobody asked for it through the driver. */
  killNode(nodeId: string): Promise<void>
  /** A node nobody has used yet. Fabrics of real machines have few, and hand out again what an earlier test is done with. */
  newNode?(): Promise<NodeSpec>
  /** The smallest step in which a volume's size is kept to, KiB; 1 unless said. */
  sizeStepKib?: number
  /** Instances are not kept apart from the machine: nobody's command is run in one. */
  refusesCommands?: boolean
  /** Replacing a file needs room for the old and the new one at once: it is whole in its volume before it takes the name. */
  roomForBoth?: boolean
  /** Its nodes can run virtual machines; else they refuse them. */
  runsVms?: boolean
  /** Until it can lose a node again: a cluster that has just got one back may need it for its majority, and not have it yet. */
  whole?(): Promise<void>
  close(): Promise<void>
}

type Under = () => FabricUnderTest

const newNode = async (fabric: Under): Promise<NodeSpec> => (await fabric().newNode?.()) ?? nodeSpec()

async function poweredNode(fabric: Under): Promise<string> {
  const node = await newNode(fabric)
  await fabric().driver.powerOn(node, never)
  return node.nodeId
}

function nodesAreSwitched(fabric: Under): void {
  test("powerOn twice leaves one boot; off is off until switched on again", async () => {
    const { driver } = fabric()
    const node = await newNode(fabric)
    await driver.powerOn(node, never)
    const first = await driver.inspectNode(node.nodeId, never)
    await driver.powerOn(node, never)
    expect((await driver.inspectNode(node.nodeId, never)).bootId).toBe(first.bootId)

    await driver.powerOff(node.nodeId, never)
    await driver.powerOff(node.nodeId, never)
    await expect(driver.inspectNode(node.nodeId, never)).rejects.toEqual(refusal("node_unreachable"))
    await driver.powerOn(node, never)
    expect((await driver.inspectNode(node.nodeId, never)).bootId).not.toBe(first.bootId)
  })

  test("two callers at once switch on one node", async () => {
    const { driver } = fabric()
    const node = await newNode(fabric)
    await Promise.all([driver.powerOn(node, never), driver.powerOn(node, never)])
    expect((await driver.inspectNode(node.nodeId, never)).nodeId).toBe(node.nodeId)
  })

  test("a node that was away has stopped everything and kept its volumes", async () => {
    const { driver, killNode } = fabric()
    const node = await newNode(fabric)
    await driver.powerOn(node, never)
    const volume = volumeSpec(node.nodeId, { epoch: 4 })
    await driver.ensureVolume(volume, never)
    await put(driver, volume, "kept.txt", "still here")
    await run(driver, nasOn(volume))

    await killNode(node.nodeId)
    await expect(driver.inspectNode(node.nodeId, never)).rejects.toEqual(refusal("node_unreachable"))
    await driver.powerOn(node, never)
    const report = await driver.inspectNode(node.nodeId, never)
    // A real machine remembers what it had; what matters is that none of it runs.
    expect(report.instances.filter(({ state }) => state !== "stopped")).toEqual([])
    expect(report.volumes).toMatchObject([{ volumeId: volume.volumeId, epoch: 4, role: "primary" }])
    expect(await get(driver, volume, "kept.txt")).toBe("still here")
  })

  test("fence ends what ran and may be asked for again; retire forgets the node", async () => {
    const { driver } = fabric()
    const nodeId = await poweredNode(fabric)
    await driver.ensureVolume(volumeSpec(nodeId), never)
    await run(driver, instanceSpec(nodeId))
    await driver.fence(nodeId, never)
    await driver.fence(nodeId, never)
    await expect(driver.inspectNode(nodeId, never)).rejects.toEqual(refusal("node_unreachable"))
    await driver.retireNode(nodeId, never)
    await driver.retireNode(nodeId, never)
    await driver.powerOn(nodeSpec(nodeId), never)
    expect(await driver.inspectNode(nodeId, never)).toMatchObject({ instances: [], volumes: [] })
  })
}

function instancesFollowTheirSpec(fabric: Under): void {
  test("ensure twice leaves one instance, remove twice none", async () => {
    const { driver } = fabric()
    const spec = instanceSpec(await poweredNode(fabric))
    await driver.ensureInstance(spec, never)
    const running = await run(driver, spec)
    const again = await driver.ensureInstance(spec, never)
    expect(again).toMatchObject({ state: "running", startedAt: running.startedAt, restarts: 0 })
    expect((await driver.inspectNode(spec.nodeId, never)).instances).toHaveLength(1)
    expect(Object.keys(running.inputs)).toEqual(["in"])

    await driver.removeInstance(spec, never)
    await driver.removeInstance(spec, never)
    expect((await driver.inspectNode(spec.nodeId, never)).instances).toEqual([])
  })

  test("only a new restart token restarts; outputs and resources change live", async () => {
    const { driver } = fabric()
    const spec = instanceSpec(await poweredNode(fabric))
    const first = await run(driver, spec)
    const endpoints = [{ instanceId: randomUUID(), path: "shop:main.web[0]", host: "127.0.0.1", port: 9, secret: "s" }]
    const rewired = { ...spec, outputs: [outputSpec("out", "http", endpoints)] }
    await driver.ensureInstance(rewired, never)
    await driver.ensureInstance({ ...rewired, resources: { cpuMillis: 200, memoryMib: 128 } }, never)
    expect(await untilState(driver, spec, "running")).toMatchObject({ startedAt: first.startedAt })

    await new Promise((resolve) => setTimeout(resolve, 5)) // a later instant than the first start
    await run(driver, { ...rewired, restartToken: 1 })
    const second = await untilState(driver, spec, "running")
    expect(second).toMatchObject({ restartToken: 1, restarts: 0 })
    expect(second.startedAt).not.toBe(first.startedAt)
  })

  test("stopped is reached and left again", async () => {
    const { driver } = fabric()
    const spec = instanceSpec(await poweredNode(fabric))
    await run(driver, spec)
    await driver.ensureInstance({ ...spec, wanted: "stopped" }, never)
    expect((await untilState(driver, spec, "stopped")).inputs).toEqual({})
    await run(driver, spec)
  })
}

function instancesAreGuarded(fabric: Under): void {
  test("a lower epoch is refused, also after a removal", async () => {
    const { driver } = fabric()
    const spec = instanceSpec(await poweredNode(fabric), { epoch: 5 })
    await driver.ensureInstance(spec, never)
    await expect(driver.ensureInstance({ ...spec, epoch: 4 }, never)).rejects.toEqual(refusal("stale_epoch"))
    await driver.removeInstance(spec, never)
    await expect(driver.ensureInstance({ ...spec, epoch: 4 }, never)).rejects.toEqual(refusal("stale_epoch"))
    await driver.ensureInstance({ ...spec, epoch: 6 }, never)
    expect(await instanceOn(driver, spec)).toMatchObject({ epoch: 6 })
  })

  test("an unknown image and a volume that is elsewhere are refused", async () => {
    const { driver } = fabric()
    const nodeId = await poweredNode(fabric)
    const missing = instanceSpec(nodeId, { image: "teapot@1" })
    await expect(driver.ensureInstance(missing, never)).rejects.toEqual(refusal("image_missing"))
    await expect(driver.ensureInstance(nasOn(volumeSpec(nodeId)), never)).rejects.toEqual(refusal("not_found"))
  })

  test("a virtual machine is refused where none can run, with the reason, and leaves nothing", async () => {
    const { driver, runsVms } = fabric()
    if (runsVms) return // there is no image of one to start here
    const vm = instanceSpec(await poweredNode(fabric), { machine: "vm", inputs: [] })
    await expect(driver.ensureInstance(vm, never)).rejects.toEqual(refusal("not_supported"))
    expect(await instanceOn(driver, vm)).toBeUndefined()
  })

  test("logs are read on from a cursor, and from the end", async () => {
    const { driver } = fabric()
    const spec = instanceSpec(await poweredNode(fabric))
    for (const restartToken of [1, 2, 3]) await run(driver, { ...spec, restartToken })
    const all = await driver.logs(spec, { after: null, limit: 1000 }, never)
    expect(all.length).toBeGreaterThan(2)
    const newest = await driver.logs(spec, { after: null, limit: 2 }, never)
    expect(newest).toEqual(all.slice(-2))
    const page = await driver.logs(spec, { after: all[0]?.cursor ?? null, limit: 1 }, never)
    expect(page).toEqual(all.slice(1, 2))
    expect(await driver.logs(spec, { after: all.at(-1)?.cursor ?? null, limit: 5 }, never)).toEqual([])
    await expect(driver.logs({ ...spec, instanceId: "unknown" }, { after: null, limit: 1 }, never)).rejects.toEqual(
      refusal("not_found"),
    )
  })
}

function volumesHoldFiles(fabric: Under): void {
  test("files are written whole, listed, read and removed", async () => {
    const { driver } = fabric()
    const volume = volumeSpec(await poweredNode(fabric))
    await driver.ensureVolume(volume, never)
    await driver.ensureVolume(volume, never)
    expect(await put(driver, volume, "a/b/c.txt", "hello")).toMatchObject({ name: "c.txt", kind: "file", bytes: 5 })
    await put(driver, volume, "a/d.txt", "x")
    expect(await driver.listFiles(volume, "", never)).toMatchObject([{ name: "a", kind: "folder" }])
    const inA = await driver.listFiles(volume, "a", never)
    expect(inA.map(({ name, kind }) => [name, kind])).toEqual([
      ["b", "folder"],
      ["d.txt", "file"],
    ])
    expect(await get(driver, volume, "a/b/c.txt")).toBe("hello")
    await put(driver, volume, "a/b/c.txt", "replaced")
    expect(await get(driver, volume, "a/b/c.txt")).toBe("replaced")
    await driver.removeFile(volume, "a/b", never)
    await driver.removeFile(volume, "a/b", never)
    await expect(driver.readFile(volume, "a/b/c.txt", never)).rejects.toEqual(refusal("not_found"))
    await driver.removeVolume(volume, never)
    await driver.removeVolume(volume, never)
    expect(await volumeOn(driver, volume)).toBeUndefined()
  })

  test("paths that leave the volume, and names no file has, are refused", async () => {
    const { driver } = fabric()
    const volume = volumeSpec(await poweredNode(fabric))
    await driver.ensureVolume(volume, never)
    for (const path of ["../x", "/etc/passwd", "a/../../x", "a//b", "a\\b", "nul\0x", "./x", ".."]) {
      await expect(put(driver, volume, path, "x"), path).rejects.toEqual(refusal("bad_path"))
      await expect(driver.readFile(volume, path, never), path).rejects.toEqual(refusal("bad_path"))
      await expect(driver.listFiles(volume, path, never), path).rejects.toEqual(refusal("bad_path"))
      await expect(driver.removeFile(volume, path, never), path).rejects.toEqual(refusal("bad_path"))
    }
    await driver.retireNode(volume.nodeId, never)
  })

  test("a file is no folder, the volume is no file, and limits hold", async () => {
    const { driver, sizeStepKib: step = 1, roomForBoth } = fabric()
    const volume = volumeSpec(await poweredNode(fabric), { sizeGib: (10 * step) / 1024 / 1024 }) // 10 KiB
    const limit = 1024 * 1024 * step
    const much = (kilobytes: number, letter = "x") => letter.repeat(kilobytes * 1_000 * step)
    await driver.ensureVolume(volume, never)
    await put(driver, volume, "f", "1234")
    await expect(put(driver, volume, "f/g", "x")).rejects.toEqual(refusal("bad_path"))
    await expect(put(driver, volume, "", "x")).rejects.toEqual(refusal("bad_path"))
    await expect(driver.removeFile(volume, "", never)).rejects.toEqual(refusal("bad_path"))
    await expect(driver.readFile(volume, "", never)).rejects.toEqual(refusal("bad_path"))
    await expect(put(driver, volume, "big", much(2), 2_000 * step - 1)).rejects.toEqual(refusal("too_large"))
    await expect(put(driver, volume, "big", much(11), limit)).rejects.toEqual(refusal("no_space"))
    await put(driver, volume, "most", much(9), limit)
    await expect(put(driver, volume, "rest", much(2), limit)).rejects.toEqual(refusal("no_space"))
    if (roomForBoth) {
      await expect(put(driver, volume, "most", much(9, "y"), limit)).rejects.toEqual(refusal("no_space"))
      expect((await get(driver, volume, "most")).startsWith("xxx")).toBe(true)
    } else await put(driver, volume, "most", much(9, "y"), limit)
    expect((await driver.listFiles(volume, "", never)).map(({ name }) => name)).toEqual(["f", "most"])
  })

  test("content is there from the start, and copied once", async () => {
    const { driver } = fabric()
    const volume = volumeSpec(await poweredNode(fabric), { source: { kind: "content", content: "static@1" } })
    await driver.ensureVolume(volume, never)
    expect(await get(driver, volume, "index.html")).toContain("<")
    await put(driver, volume, "index.html", "mine")
    await driver.ensureVolume(volume, never)
    expect(await get(driver, volume, "index.html")).toBe("mine")
  })
}

/** A replica that has all its primary has now. */
async function follow(driver: FabricDriver, replica: VolumeSpec): Promise<void> {
  await driver.ensureVolume(replica, never)
  if (replica.role.kind !== "replica") throw new Error("only a replica follows")
  await driver.refreshReplica({ ...replica, primaryNodeId: replica.role.primaryNodeId }, never)
  await untilVolume(driver, replica, "ok")
}

function volumesAreMirrored(fabric: Under): void {
  async function mirrored() {
    const { driver } = fabric()
    const primary = volumeSpec(await poweredNode(fabric))
    const replica = replicaOf(primary, await poweredNode(fabric))
    await driver.ensureVolume(primary, never)
    await put(driver, primary, "before/first.txt", "before")
    await follow(driver, replica)
    return { driver, primary, replica }
  }

  test("what was acknowledged is on the replica when it takes over", async () => {
    const { driver, primary, replica } = await mirrored()
    for (const n of [1, 2, 3]) await put(driver, primary, `after/${n}.txt`, `text ${n}`)
    await driver.removeFile(primary, "after/2.txt", never)
    const asked = Date.now()
    await follow(driver, replica)
    const inStep = await volumeOn(driver, replica)
    expect(inStep).toMatchObject({ role: "replica", state: "ok" })
    if (driver.mirrors === "live") expect(inStep?.ageMs).toBe(0)
    // It has what was written before it was asked; clocks of members may differ a little.
    else expect(inStep?.ageMs).toBeLessThan(Date.now() - asked + 1_000)
    await expect(driver.listFiles(replica, "", never)).rejects.toMatchObject({ name: "FabricError" })

    await fabric().killNode(primary.nodeId)
    const promoted = { ...replica, epoch: 2, role: { kind: "primary" } as const }
    await driver.fence(primary.nodeId, never)
    const taken = await insist("takes over", () => driver.ensureVolume(promoted, never))
    expect(taken).toMatchObject({ role: "primary", state: "ok", ageMs: null })
    expect(await get(driver, promoted, "before/first.txt")).toBe("before")
    expect((await driver.listFiles(promoted, "after", never)).map(({ name }) => name)).toEqual(["1.txt", "3.txt"])
    await expect(driver.ensureVolume(replica, never)).rejects.toEqual(refusal("stale_epoch"))

    await put(driver, promoted, "later.txt", "written after the take-over")
    await driver.powerOn(nodeSpec(primary.nodeId), never)
    const returned = { ...replicaOf(promoted, primary.nodeId), epoch: 3 }
    await follow(driver, returned)
    const back = { ...returned, epoch: 4, role: { kind: "primary" } as const }
    await driver.ensureVolume(back, never)
    expect(await get(driver, back, "later.txt")).toBe("written after the take-over")
  })

  test("a lost replica is degraded and the primary goes on; back again it catches up", async () => {
    const { driver, primary, replica } = await mirrored()
    await driver.powerOff(replica.nodeId, never)
    await put(driver, primary, "meanwhile.txt", "missed")
    await driver.powerOn(nodeSpec(replica.nodeId), never)
    await fabric().whole?.()
    await follow(driver, replica)
    await driver.powerOff(primary.nodeId, never)
    // A cluster calls a member offline when it has missed it for 11 s, which it looks at every ten.
    expect((await untilVolume(driver, replica, "degraded", 40_000)).ageMs).toBeGreaterThanOrEqual(0)
    const promoted = { ...replica, epoch: 2, role: { kind: "primary" } as const }
    await driver.ensureVolume(promoted, never)
    expect(await get(driver, promoted, "meanwhile.txt")).toBe("missed")
  })

  test("a role does not change within an epoch, and an old epoch changes nothing", async () => {
    const { driver, primary, replica } = await mirrored()
    const same = driver.ensureVolume({ ...replica, role: { kind: "primary" } }, never)
    await expect(same).rejects.toEqual(refusal("stale_epoch"))
    await driver.ensureVolume({ ...primary, epoch: 7 }, never)
    await expect(driver.ensureVolume(primary, never)).rejects.toEqual(refusal("stale_epoch"))
    expect(await volumeOn(driver, primary)).toMatchObject({ epoch: 7, role: "primary" })
  })
}

const parts = {
  nodes: nodesAreSwitched,
  instances: (fabric: Under) => {
    instancesFollowTheirSpec(fabric)
    instancesAreGuarded(fabric)
  },
  commands: (fabric: Under) => commandsAreRun(fabric, () => poweredNode(fabric)),
  volumes: volumesHoldFiles,
  copies: (fabric: Under) =>
    volumesAreCopied(
      () => fabric().driver,
      () => poweredNode(fabric),
    ),
  archives: (fabric: Under) =>
    volumesAreExported(
      () => fabric().driver,
      () => poweredNode(fabric),
    ),
  mirrors: volumesAreMirrored,
}
type Part = keyof typeof parts
export const contractParts = Object.keys(parts) as Part[]

/** What every fabric promises, or some parts of it, proven on the one that `open` gives. */
export function fabricDriverContract(
  name: string,
  open: () => Promise<FabricUnderTest>,
  chosen: readonly Part[] = contractParts,
): void {
  describe(`${name} keeps the fabric contract`, () => {
    let opened: FabricUnderTest | null = null
    const fabric = () => {
      if (!opened) throw new Error("the fabric is not open")
      return opened
    }
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened?.close())

    for (const part of chosen) describe(part, () => parts[part](fabric))
  })
}
