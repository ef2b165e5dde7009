import { buffer } from "node:stream/consumers"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import type { ArchiveEntry, VolumeSpec } from "../../server/fabric/fabric-driver"
import { createLxdFabric } from "../../server/fabric/lxd"
import { entriesOfTar, tarOf } from "../../server/fabric/volume-archive"
import { get, never, refusal, vdcId, volumeSpec } from "../contract/fabric-specs"
import { contentDir, type LxdUnderTest, openLxd } from "../support/lxd-under-test"

let cluster: LxdUnderTest
let server: LxdUnderTest
let here: VolumeSpec
let there: VolumeSpec

/** A volume on a machine of its own cluster, in a virtual data center there. */
async function volumeIn(under: LxdUnderTest, sizeGib = 1): Promise<VolumeSpec> {
  const { nodeId } = await under.newNode()
  await under.driver.ensureVdc({ vdcId, nodeIds: under.nodeIds(), memoryMib: 8192 }, never)
  const volume = volumeSpec(nodeId, { sizeGib })
  await under.driver.ensureVolume(volume, never)
  return volume
}

beforeAll(async () => {
  const { options, images } = inject("testEngines")
  const rig = await openRig(options)
  cluster = await openLxd(rig, "dc1", { images, withPower: true })
  server = await openLxd(rig, "dc2", { images, withPower: false })
  here = await volumeIn(cluster)
  there = await volumeIn(server)
})
afterAll(async () => {
  for (const under of [cluster, server]) await under?.close([vdcId])
})

const at = new Date(1_700_000_000_000)
const of = (path: string, mode = 0o644, uid = 0, gid = 0) => ({ path, mode, uid, gid, modifiedAt: at })
async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
function file(path: string, text: string, mode?: number, uid?: number, gid?: number): ArchiveEntry {
  const bytes = Buffer.from(text)
  return { ...of(path, mode, uid, gid), kind: "file", bytes: bytes.byteLength, body: bytesOf(bytes) }
}
async function* from(entries: readonly ArchiveEntry[]): AsyncGenerator<ArchiveEntry> {
  yield* entries
}
type Told = Omit<ArchiveEntry, "body" | "modifiedAt"> & { text?: string }
async function told(entries: AsyncIterable<ArchiveEntry>): Promise<Told[]> {
  const all: Told[] = []
  for await (const { modifiedAt: _modifiedAt, ...entry } of entries) {
    if (entry.kind !== "file") all.push(entry)
    else {
      const { body, ...rest } = entry
      all.push({ ...rest, text: (await buffer(body)).toString() })
    }
  }
  return all.sort((a, b) => (a.path < b.path ? -1 : 1))
}

test("owners, modes, links and odd names go from one cluster to another as they are", async () => {
  const long = `deep/${"very long name ".repeat(12)}/${"ü".repeat(60)}.txt`
  const entries: ArchiveEntry[] = [
    { ...of("", 0o750, 999, 999), kind: "folder" },
    { ...of("db", 0o700, 999, 999), kind: "folder" },
    file("db/data file", "rows", 0o600, 999, 999),
    file("bin", "#!/bin/sh", 0o4755),
    file(long, "found"),
    file("new\nline", "too"),
    { ...of("same"), kind: "link", target: "bin" },
    { ...of("out", 0o777), kind: "symlink", target: "/etc/passwd" },
  ]
  await cluster.driver.importVolume(here, from(entries), never)
  const packed = await buffer(tarOf(cluster.driver.exportVolume(here, never)))
  await server.driver.importVolume(there, entriesOfTar(bytesOf(packed)), never)
  const [first, second] = await Promise.all([
    told(cluster.driver.exportVolume(here, never)),
    told(server.driver.exportVolume(there, never)),
  ])
  expect(second).toEqual(first)
  expect(first.map(({ path }) => path)).toEqual(
    [
      "",
      "bin",
      "db",
      "db/data file",
      "deep",
      `deep/${"very long name ".repeat(12)}`,
      long,
      "new\nline",
      "out",
      "same",
    ].sort(),
  )
  expect(first).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ path: "", mode: 0o750, uid: 999, gid: 999 }),
      expect.objectContaining({ path: "db/data file", mode: 0o600, uid: 999, text: "rows" }),
      expect.objectContaining({ path: "out", kind: "symlink", target: "/etc/passwd" }),
    ]),
  )
  const [name, other] = first.filter(({ path }) => path === "bin" || path === "same")
  expect([name?.kind, other?.kind].sort()).toEqual(["file", "link"])
  // The volume browser does not follow it out of the volume.
  await expect(get(server.driver, there, "out")).rejects.toEqual(refusal("bad_path"))
})

test("what another process has just made is found at once", async () => {
  const { nodeId } = here
  const second = createLxdFabric({
    source: () => Promise.resolve({ access: cluster.access, members: [{ nodeId, name: cluster.memberOf(nodeId) }] }),
    imagesDir: inject("testEngines").images,
    contentDir,
    onTrouble: (error, what) => console.error(`${what}:`, error),
  })
  try {
    await second.listFiles(here, "", never)
    const made = volumeSpec(nodeId)
    await cluster.driver.ensureVolume(made, never)
    await second.importVolume(made, from([file("at once", "x")]), never)
    expect(await get(cluster.driver, made, "at once")).toBe("x")
  } finally {
    await second.close()
  }
})

test("nothing is written through a link, and what holds more than its volume is refused as full", async () => {
  const through = [{ ...of("out", 0o777), kind: "symlink" as const, target: "/etc" }, file("out/evil", "evil")]
  await expect(server.driver.importVolume(there, from(through), never)).rejects.toMatchObject({ name: "FabricError" })
  const small = await volumeIn(cluster, 16 / 1024)
  const much = file("much", "x".repeat(40_000_000))
  await expect(cluster.driver.importVolume(small, from([much]), never)).rejects.toEqual(refusal("no_space"))
  await cluster.driver.importVolume(small, from([file("little", "fits")]), never)
  expect(await get(cluster.driver, small, "little")).toBe("fits")
})
