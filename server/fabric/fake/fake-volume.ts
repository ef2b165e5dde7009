import { type ArchiveEntry, FabricError, type FileEntry, type ObservedVolume, type VolumeSpec } from "../fabric-driver"

export type FakeFile = { bytes: Uint8Array; modifiedMs: number }

const refuse = (code: "bad_path" | "not_found" | "no_space" | "failed" | "stale_epoch", message: string) =>
  new FabricError(code, message, false)

export function plainPath(path: string): string {
  if (path === "" || path === ".") return ""
  const bad = path.includes("\0") || path.includes("\\")
  if (bad || path.split("/").some((part) => part === "" || part === "." || part === ".."))
    throw refuse("bad_path", "not a path inside a volume")
  return path
}

async function* ofOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** One copy of a volume. Of a database's volume the files stand for its commits. */
export class FakeVolume {
  files = new Map<string, FakeFile>()
  /** Of a replica: when it last had everything; null before its first copy. */
  inStepMs: number | null = null
  /** Of a replica: when its copy will be complete. */
  syncedAtMs: number | null = null

  constructor(public spec: VolumeSpec) {}

  get isPrimary(): boolean {
    return this.spec.role.kind === "primary"
  }

  get usedBytes(): number {
    let bytes = 0
    for (const file of this.files.values()) bytes += file.bytes.byteLength
    return bytes
  }

  observe(nowMs: number, mirrors: "live" | "periodic"): ObservedVolume {
    const { volumeId, epoch, role } = this.spec
    const common = { volumeId, epoch, role: role.kind, usedBytes: this.usedBytes }
    if (role.kind === "primary") return { ...common, state: "ok", ageMs: null }
    if (mirrors === "live" && this.inStepMs === nowMs) return { ...common, state: "ok", ageMs: 0 }
    if (mirrors === "periodic")
      return this.inStepMs === null
        ? { ...common, state: "syncing", ageMs: null }
        : { ...common, state: "ok", ageMs: nowMs - this.inStepMs }
    const ageMs = nowMs - (this.inStepMs ?? 0)
    return { ...common, state: this.inStepMs === null ? "syncing" : "degraded", ageMs }
  }

  list(path: string): FileEntry[] {
    const plain = plainPath(path)
    if (this.files.has(plain)) throw refuse("bad_path", "that is a file")
    const prefix = plain === "" ? "" : `${plain}/`
    const entries = new Map<string, FileEntry>()
    for (const [name, file] of this.files) {
      if (!name.startsWith(prefix)) continue
      const [first, ...rest] = name.slice(prefix.length).split("/")
      if (first === undefined) continue
      const kind = rest.length > 0 ? "folder" : "file"
      const bytes = kind === "file" ? file.bytes.byteLength : 0
      entries.set(first, { name: first, kind, bytes, modifiedAt: new Date(file.modifiedMs).toISOString() })
    }
    if (entries.size === 0 && plain !== "") throw refuse("not_found", "no such folder")
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  read(path: string): FakeFile {
    const plain = plainPath(path)
    const file = this.files.get(plain)
    if (file) return file
    const isFolder = plain === "" || [...this.files.keys()].some((name) => name.startsWith(`${plain}/`))
    throw isFolder ? refuse("bad_path", "that is a folder") : refuse("not_found", "no such file")
  }

  write(path: string, bytes: Uint8Array, nowMs: number): FileEntry {
    const plain = plainPath(path)
    const names = [...this.files.keys()]
    const inFile = names.some((name) => plain.startsWith(`${name}/`))
    if (plain === "" || inFile || names.some((name) => name.startsWith(`${plain}/`)))
      throw refuse("bad_path", "a file and a folder cannot have one name")
    const replaced = this.files.get(plain)?.bytes.byteLength ?? 0
    if (this.usedBytes - replaced + bytes.byteLength > this.spec.sizeGib * 1024 ** 3)
      throw refuse("no_space", "the volume is full")
    this.files.set(plain, { bytes, modifiedMs: nowMs })
    const name = plain.split("/").at(-1) ?? plain
    return { name, kind: "file", bytes: bytes.byteLength, modifiedAt: new Date(nowMs).toISOString() }
  }

  /** Files as they are now. */
  *entries(): Generator<ArchiveEntry> {
    for (const [path, { bytes, modifiedMs }] of [...this.files]) {
      const of = { path, mode: 0o644, uid: 0, gid: 0, modifiedAt: new Date(modifiedMs) }
      yield { ...of, kind: "file", bytes: bytes.byteLength, body: ofOne(bytes) }
    }
  }

  replaceAll(files: ReadonlyMap<string, FakeFile>): void {
    this.files = new Map()
    for (const [path, { bytes, modifiedMs }] of files) this.write(path, bytes, modifiedMs)
  }

  remove(path: string): void {
    const plain = plainPath(path)
    if (plain === "") throw refuse("bad_path", "that is the volume itself")
    for (const name of [...this.files.keys()])
      if (name === plain || name.startsWith(`${plain}/`)) this.files.delete(name)
  }
}
