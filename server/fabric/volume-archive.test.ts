import { buffer } from "node:stream/consumers"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { ArchiveEntry } from "./fabric-driver"
import { BadArchive, entriesOfTar, plainPath, tarOf } from "./volume-archive"

type Kept = Omit<ArchiveEntry, "body"> & { content?: string }

async function* bytesOf(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part
}
const of = (path: string) => ({ path, mode: 0o640, uid: 33, gid: 999, modifiedAt: new Date(1_700_000_000_000) })
const file = (path: string, content: Uint8Array): ArchiveEntry => ({
  ...of(path),
  kind: "file",
  bytes: content.byteLength,
  body: bytesOf(content),
})
async function* from(entries: readonly ArchiveEntry[]): AsyncGenerator<ArchiveEntry> {
  yield* entries
}
async function read(bytes: AsyncIterable<Uint8Array>): Promise<Kept[]> {
  const kept: Kept[] = []
  for await (const entry of entriesOfTar(bytes)) {
    if (entry.kind !== "file") kept.push(entry)
    else {
      const { body, ...rest } = entry
      kept.push({ ...rest, content: (await buffer(body)).toString("hex") })
    }
  }
  return kept
}

const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((part) => !/[/\0]/.test(part) && part !== "." && part !== "..")
const path = fc.array(name, { minLength: 1, maxLength: 8 }).map((parts) => parts.join("/"))
const entry = fc.oneof(
  fc.tuple(path, fc.uint8Array({ maxLength: 2_000 })).map(([at, content]) => file(at, content)),
  path.map((at): ArchiveEntry => ({ ...of(at), kind: "folder" })),
  fc.tuple(path, path).map(([at, target]): ArchiveEntry => ({ ...of(at), kind: "symlink", target })),
  fc.tuple(path, path).map(([at, target]): ArchiveEntry => ({ ...of(at), kind: "link", target })),
)

test("whatever is packed comes out as it was, owners, modes and times too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
      const told = entries.map(({ path: at, kind, mode, uid, gid, modifiedAt, ...rest }) => ({
        ...{ path: at, kind, mode, uid, gid, modifiedAt },
        ...("target" in rest ? { target: rest.target } : {}),
        ...("bytes" in rest ? { bytes: rest.bytes } : {}),
      }))
      const kept = await read(tarOf(from(entries)))
      expect(kept.map(({ content: _content, ...rest }) => rest)).toEqual(told)
    }),
    { numRuns: 60 },
  )
})

test("a large file goes through in pieces, and one that is cut short is told", async () => {
  const large = new Uint8Array(3_000_000).fill(7)
  const packed = await buffer(tarOf(from([file("large", large)])))
  expect(await read(bytesOf(packed))).toMatchObject([{ path: "large", content: Buffer.from(large).toString("hex") }])
  await expect(read(bytesOf(packed.subarray(0, 1_000_000)))).rejects.toThrow()
  await expect(buffer(tarOf(from([{ ...file("short", large), bytes: 4_000_000 } as ArchiveEntry])))).rejects.toThrow()
})

test("what is read half is not waited for", async () => {
  const packed = await buffer(tarOf(from([file("a", new Uint8Array(500_000)), file("b", new Uint8Array(10))])))
  for await (const { path: at } of entriesOfTar(bytesOf(packed))) if (at === "a") break
  const skipped: string[] = []
  for await (const { path: at } of entriesOfTar(bytesOf(packed))) skipped.push(at)
  expect(skipped).toEqual(["a", "b"])
})

test("paths that lead out are refused, odd spellings of what is inside are not", async () => {
  for (const bad of ["/etc/passwd", "..", "a/../../b", "../a"]) expect(() => plainPath(bad)).toThrow(BadArchive)
  expect(["./a", "a//b/", ".", "./a/./b"].map(plainPath)).toEqual(["a", "a/b", "", "a/b"])
  const evil = await buffer(tarOf(from([file("../../evil", new Uint8Array(3))])))
  await expect(read(bytesOf(evil))).rejects.toThrow(BadArchive)
})
