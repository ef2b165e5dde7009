import { buffer } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import type { ArchiveEntry } from "@/server/fabric/fabric-driver"
import { entriesOfTar, tarOf } from "@/server/fabric/volume-archive"
import { type ApiServer, openApiServer } from "../support/api-server"
import { expectError } from "../support/expect-error"

let api: ApiServer
const { signal } = new AbortController()
beforeAll(async () => {
  api = await openApiServer()
  const node = { name: "n", cores: 4, memoryMib: 8192, diskGib: 100, networkMbps: 1000 }
  for (const { nodeId, vdcId, snapshotId } of [api.ours, api.theirs]) {
    await api.fabric.powerOn({ nodeId, ...node }, signal)
    for (const { id } of await api.worker.volume.findMany({ where: { snapshotId } })) {
      const filled = { epoch: 1, sizeGib: 1, source: { kind: "content", content: "guestbook@1" } } as const
      const primary = { mirroring: "files", role: { kind: "primary" } } as const
      await api.fabric.ensureVolume({ volumeId: id, vdcId, nodeId, ...filled, ...primary }, signal)
    }
  }
})
afterAll(() => api?.close())

const exported = (snapshotId: string) => `/api/v1/snapshots/${snapshotId}/archive`
const imported = (vdcId: string, query = "name=arrived") => `/api/v1/vdcs/${vdcId}/archive?${query}`
const namesIn = async (text: string) => {
  async function* bytes() {
    yield Buffer.from(text)
  }
  const names: string[] = []
  for await (const { path } of entriesOfTar(bytes())) names.push(path)
  return names
}

test("a snapshot is downloaded whole by those who may change applications", async () => {
  for (const role of ["owner", "admin", "engineer"] as const) {
    const answer = await api.ask("GET", exported(api.ours.snapshotId), { key: api.ours.members[role].key })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      "content-type": "application/x-tar",
      "content-disposition": 'attachment; filename="shop-kept.tar"',
    })
    const names = await namesIn(answer.text)
    expect([names[0], names.at(-1)]).toEqual(["gridline.json", "complete.json"])
    expect(names.some((name) => name.endsWith("/index.html"))).toBe(true)
  }
  // What a database keeps is in it.
  for (const role of ["viewer", "billing"] as const) {
    const { key } = api.ours.members[role]
    expectError(await api.ask("GET", exported(api.ours.snapshotId), { key }), 403, "forbidden")
    expectError(await api.ask("POST", imported(api.ours.vdcId), { key, body: "x" }), 403, "forbidden")
  }
  expectError(await api.ask("GET", exported(api.ours.snapshotId)), 401, "unauthenticated")
  expectError(await api.ask("POST", imported(api.ours.vdcId), { body: "x" }), 401, "unauthenticated")
})

test("another company's are not found, as those that never were", async () => {
  const { key } = api.ours.members.owner
  for (const [method, foreign, never] of [
    ["GET", exported(api.theirs.snapshotId), exported(newId())],
    ["POST", imported(api.theirs.vdcId), imported(newId())],
  ] as const) {
    const body = method === "POST" ? await archiveOf("{}") : undefined
    const ask = body === undefined ? { key } : { key, body }
    const answer = await api.ask(method, foreign, ask)
    expect([answer.status, answer.text]).toEqual([
      (await api.ask(method, never, ask)).status,
      (await api.ask(method, never, ask)).text,
    ])
    expect(answer.status).toBe(method === "GET" ? 404 : 400)
  }
  const sound = await manifestOfOurs()
  const there = await api.ask("POST", imported(api.theirs.vdcId), { key, body: await archiveOf(sound) })
  expectError(there, 404, "not_found")
  const named = await api.ask("GET", `${exported(api.theirs.snapshotId)}?tenantId=${api.theirs.tenantId}`, { key })
  expect([403, 404]).toContain(named.status)
  expect(await api.worker.snapshot.count({ where: { applicationId: null } })).toBe(0)
})

test("what is no archive, a name that is none and other methods are refused with the reason", async () => {
  const { key } = api.ours.members.engineer
  const junk = "no archive ".repeat(200_000)
  expectError(await api.ask("POST", imported(api.ours.vdcId), { key, body: junk }), 400, "invalid", "archive")
  const bad = imported(api.ours.vdcId, "name=Not%20a%20name")
  expectError(await api.ask("POST", bad, { key, body: "x" }), 400, "invalid", "name")
  expectError(await api.ask("POST", imported(api.ours.vdcId, ""), { key, body: "x" }), 400, "invalid", "name")
  expectError(await api.ask("PUT", imported(api.ours.vdcId), { key, body: "x" }), 405, "method_not_allowed")
  expectError(await api.ask("DELETE", exported(api.ours.snapshotId), { key }), 405, "method_not_allowed")
  expect(api.faults).toEqual([])
})

test("a download that breaks in the middle does not end as if it were whole", async () => {
  const { key } = api.ours.members.owner
  api.fabric.faults.failNext("exportVolume", 1, "node_unreachable")
  await expect(api.ask("GET", exported(api.ours.snapshotId), { key })).rejects.toThrow(/aborted|hang up|reset/)
})

/** An archive with this as its manifest and nothing else. */
async function archiveOf(manifest: string): Promise<string> {
  const bytes = Buffer.from(manifest)
  async function* entries(): AsyncGenerator<ArchiveEntry> {
    const of = { path: "gridline.json", mode: 0o644, uid: 0, gid: 0, modifiedAt: new Date(0) }
    yield { ...of, kind: "file", bytes: bytes.byteLength, body: one() }
  }
  async function* one() {
    yield bytes
  }
  return (await buffer(tarOf(entries()))).toString("latin1")
}

async function manifestOfOurs(): Promise<string> {
  const { text } = await api.ask("GET", exported(api.ours.snapshotId), { key: api.ours.members.owner.key })
  return text.slice(512, text.indexOf("\0", 512)).trim()
}
