import { EventEmitter, once } from "node:events"
import { buffer } from "node:stream/consumers"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { ArchiveEntry } from "@/server/fabric/fabric-driver"
import { entriesOfTar, tarOf } from "@/server/fabric/volume-archive"
import { purgeTrash } from "@/server/worker/loops/purge-trash"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld
let shop: string
let away: Awaited<ReturnType<ApplicationWorld["openElsewhere"]>>
let archive: Buffer

beforeAll(async () => {
  world = await ApplicationWorld.open()
  away = await world.openElsewhere("Away", "fsn")
  shop = await world.provision("shop")
  await world.settle()
  await write(shop, "as it was")
  const operation = await world.web.snapshots.create(world.scope, { applicationId: shop, name: "v1", note: "to send" })
  await world.finish(operation)
  const { fileName, body } = await world.web.snapshots.export(world.scope, operation.subject.id, signal)
  expect(fileName).toBe("shop-v1.tar")
  archive = await buffer(body)
})
afterAll(() => world?.close())

const signal = new AbortController().signal
const page = { limit: 50 }

async function contentOf(applicationId: string): Promise<string> {
  const { items } = await world.web.volumes.list(world.scope, { applicationId, trashed: false }, page)
  return items.find((v) => v.path.includes(".nas"))?.id ?? ""
}
const write = async (applicationId: string, text: string) => {
  const body = new Blob([text]).stream() as ReadableStream<Uint8Array>
  return world.web.volumes.writeFile(world.scope, await contentOf(applicationId), "entry.txt", body, signal)
}
async function read(volumeId: string): Promise<string> {
  return new Response((await world.web.volumes.readFile(world.scope, volumeId, "entry.txt", signal)).body).text()
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1_000) yield bytes.subarray(at, at + 1_000)
}
/** As the web receives it while the worker does its part. */
async function imported(name: string, bytes: AsyncIterable<Uint8Array>, vdcId = away.vdcId) {
  const receiving = world.web.snapshots.import(world.scope, { vdcId, name, note: "" }, bytes, signal)
  receiving.catch(() => undefined)
  let isOver = false
  receiving.then(
    () => (isOver = true),
    () => (isOver = true),
  )
  for (;;) {
    const queued = { kind: "snapshot.import", state: "queued" } as const
    const operation = await world.db.operation.findFirst({ where: queued })
    if (operation) {
      const worker = world.finish(await world.web.operations.get(world.scope, operation.id))
      const [received, worked] = await Promise.allSettled([receiving, worker])
      if (worked.status === "rejected")
        await world.db.operation.update({ where: { id: operation.id }, data: { state: "failed" } })
      return { received, worked }
    }
    if (isOver) return { received: (await Promise.allSettled([receiving]))[0], worked: null }
    await pause(10)
  }
}
const entries = () => entriesOfTar(inPieces(archive))
const listed = async (deleted: boolean) =>
  (await world.web.snapshots.list(world.scope, { vdcId: away.vdcId, deleted }, page)).items

/** The one that is being received, once it is. */
async function receiving(name: string): Promise<string> {
  const row = async () => (await listed(false)).find((s) => s.name === name && s.state === "receiving")
  await expect.poll(row).toBeDefined()
  return (await row())?.id ?? ""
}

async function changed(change: (entry: ArchiveEntry) => ArchiveEntry | null): Promise<Buffer> {
  async function* each() {
    for await (const entry of entries()) {
      const next = change(entry)
      if (next) yield next
    }
  }
  return buffer(tarOf(each()))
}
async function withManifest(change: (manifest: Record<string, unknown>) => void): Promise<Buffer> {
  async function* each(): AsyncGenerator<ArchiveEntry> {
    for await (const entry of entries()) {
      if (entry.path !== "gridline.json" || entry.kind !== "file") yield entry
      else {
        const manifest = JSON.parse((await buffer(entry.body)).toString())
        change(manifest)
        const bytes = Buffer.from(JSON.stringify(manifest))
        yield { ...entry, bytes: bytes.byteLength, body: inPieces(bytes) }
      }
    }
  }
  return buffer(tarOf(each()))
}

test("an archive says what it is, and other tools find the files in it", async () => {
  const names: string[] = []
  let manifest = ""
  for await (const entry of entries()) {
    names.push(entry.path)
    if (entry.path === "gridline.json" && entry.kind === "file") manifest = (await buffer(entry.body)).toString()
  }
  expect(names[0]).toBe("gridline.json")
  expect(names.at(-1)).toBe("complete.json")
  expect(names).toContain("volumes/nas-0-content/entry.txt")
  expect(JSON.parse(manifest)).toMatchObject({
    format: "gridline.application",
    application: { name: "shop" },
    snapshot: { name: "v1", note: "to send" },
    volumes: [{ folder: "volumes/db-0-data" }, { folder: "volumes/nas-0-content", component: "nas", index: 0 }],
  })
  // Nothing that is of this place, or secret.
  const secrets = await world.db.component.findMany({ where: { applicationId: shop } })
  for (const { nodeId, id } of secrets)
    for (const word of [nodeId, id]) expect(archive.includes(word ?? "-")).toBe(false)
})

test("an archive becomes a snapshot in another data center, and that an application with the data", async () => {
  const { received, worked } = await imported("arrived", inPieces(archive))
  expect(worked?.status).toBe("fulfilled")
  if (received.status === "rejected") throw received.reason
  const snapshot = received.value
  expect(snapshot).toMatchObject({ state: "complete", application: { id: null, slug: "shop", deleted: false } })
  const content = snapshot.volumes.find((v) => v.browsable)
  expect(content).toMatchObject({ path: "shop:main.nas[0].content@arrived", isWhole: true })
  expect(await read(content?.id ?? "")).toBe("as it was")
  await expect(world.web.snapshots.restore(world.scope, snapshot.id)).rejects.toMatchObject({ code: "conflict" })

  const launch = { snapshotId: snapshot.id, name: "twin" }
  const launched = await world.web.snapshots.launch(world.scope, launch)
  await world.finish(launched)
  await world.settle()
  expect(await world.application(launched.subject.id)).toMatchObject({ state: "running", vdcId: away.vdcId })
  expect(await read(await contentOf(launched.subject.id))).toBe("as it was")
  const usage = await world.db.usageInterval.findMany({
    where: { vdcId: away.vdcId, meter: "snapshot_gib_hours", endsAt: null },
  })
  expect(usage.reduce((sum, row) => sum + Number(row.quantity), 0)).toBe(snapshot.sizeGib)
  // Another one of that name would be taken for it.
  const again = await imported("arrived", inPieces(archive))
  expect(again.received).toMatchObject({ status: "rejected", reason: { code: "conflict", field: "name" } })

  await world.web.snapshots.delete(world.scope, snapshot.id)
  expect(await world.web.snapshots.undelete(world.scope, snapshot.id)).toMatchObject({ state: "complete" })
})

test.each<[string, () => Promise<AsyncIterable<Uint8Array>>]>([
  ["cut in the middle of a file", async () => inPieces(archive.subarray(0, archive.byteLength - 2_500))],
  ["without its last entry", async () => inPieces(await changed((e) => (e.path === "complete.json" ? null : e)))],
  [
    "of which the line breaks",
    async () => {
      async function* broken() {
        yield* inPieces(archive.subarray(0, archive.byteLength - 3_000))
        throw new Error("the line is dead")
      }
      return broken()
    },
  ],
  [
    "with something behind a link",
    async () => {
      async function* linked(): AsyncGenerator<ArchiveEntry> {
        for await (const entry of entries()) {
          if (entry.path !== "complete.json") yield entry
          else {
            const { body: _body, bytes: _bytes, ...of } = entry as Extract<ArchiveEntry, { kind: "file" }>
            yield { ...of, path: "volumes/nas-0-content/out", kind: "symlink", target: "/etc" }
            yield { ...entry, path: "volumes/nas-0-content/out/evil" }
          }
        }
      }
      return inPieces(await buffer(tarOf(linked())))
    },
  ],
])("an archive %s is refused, and nothing of it stays", async (_what, bytes) => {
  const { received, worked } = await imported("broken", await bytes())
  expect(received.status).toBe("rejected")
  expect(worked).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(/broke off/) } })
  expect((await listed(false)).map((s) => s.name)).not.toContain("broken")
  await purgeTrash(world.worker.deps, new Date(world.clock.now()))
  await world.settle()
  expect((await listed(true)).map((s) => s.name)).not.toContain("broken")
  const left = await world.db.volume.findMany({ where: { path: { endsWith: "@broken" }, purgedAt: null } })
  expect(left).toEqual([])
})

test.each<[string, RegExp, (manifest: Record<string, unknown>) => void]>([
  ["of another version", /version/, (m) => Object.assign(m, { version: 2 })],
  ["of other machines", /LXD|machines/, (m) => Object.assign(m, { fabric: "lxd" })],
  ["with a class nobody knows", /nosuch/, renameClass],
  ["with a volume its drawing has no place for", /no place/, (m) => Object.assign(volumesIn(m)[0] ?? {}, { index: 7 })],
  ["without volumes", /no volumes/, (m) => Object.assign(m, { volumes: [] })],
  ["larger than there is room", /room/, (m) => Object.assign(volumesIn(m)[0] ?? {}, { sizeGib: 60_000 })],
])("an archive %s is refused before anything is made, and says why", async (_what, says, change) => {
  const before = await world.db.snapshot.count()
  const { received } = await imported("odd", inPieces(await withManifest(change)))
  expect(received).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(says) } })
  expect(await world.db.snapshot.count()).toBe(before)
})
const volumesIn = (manifest: Record<string, unknown>) => manifest.volumes as Record<string, unknown>[]
function renameClass(manifest: Record<string, unknown>): void {
  const [first] = (manifest.drawing as { components: Record<string, unknown>[] }).components
  Object.assign(first ?? {}, { class: "nosuch" })
}

test("what is no archive at all is refused", async () => {
  for (const junk of [Buffer.from("not a tar archive at all"), Buffer.alloc(0), Buffer.alloc(4_096)]) {
    const { received } = await imported("junk", inPieces(junk))
    expect(received).toMatchObject({ status: "rejected", reason: { code: "invalid", field: "archive" } })
  }
})

test("one that is deleted meanwhile ends", async () => {
  const tried = new EventEmitter()
  async function* slow() {
    yield* inPieces(archive.subarray(0, archive.byteLength - 3_000))
    await world.web.snapshots.delete(world.scope, await receiving("slow"))
    await once(tried, "taken back")
    yield* inPieces(archive.subarray(archive.byteLength - 3_000))
  }
  const ended = imported("slow", slow())
  await expect.poll(async () => (await listed(true)).map((s) => s.name)).toContain("slow")
  await expect(world.web.snapshots.undelete(world.scope, (await listed(true))[0]?.id ?? "")).rejects.toMatchObject({
    code: "conflict",
  })
  tried.emit("taken back")
  expect((await ended).received).toMatchObject({ status: "rejected", reason: { code: "conflict" } })
})

test("one whose receiver is silent is thrown away, and the receiver hears of it", async () => {
  async function* stuck() {
    yield* inPieces(archive.subarray(0, archive.byteLength - 3_000))
    await receiving("stuck")
    // Between two signs of life of its receiver: one may come just after time has passed.
    for (; !isOver; await pause(50)) await world.clock.advance(61_000)
  }
  let isOver = false
  const { received, worked } = await imported("stuck", stuck()).finally(() => {
    isOver = true
  })
  expect(worked).toMatchObject({ status: "rejected", reason: { message: expect.stringMatching(/broke off/) } })
  expect(received).toMatchObject({ status: "rejected", reason: { code: "conflict" } })
  expect((await listed(false)).map((s) => s.name)).not.toContain("stuck")
})
