import type { ArchiveEntry } from "@/server/fabric/fabric-driver"

export type Refuse = (message: string) => Error
type Entries = AsyncIterable<ArchiveEntry>

/** `nas[0].content` → `volumes/nas-0-content`: a folder that can be read, and unpacked anywhere. */
export const folderOf = (part: { component: string; index: number; name: string }): string =>
  `volumes/${part.component}-${part.index}-${part.name}`

const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)
const below = (path: string, folder: string): string => path.slice(folder.length + 1)

/** The entries of a volume, as those of a folder of an archive. */
export async function* into(folder: string, entries: Entries): AsyncGenerator<ArchiveEntry> {
  const placed = (path: string) => (path === "" ? folder : `${folder}/${path}`)
  for await (const entry of entries) {
    const path = placed(entry.path)
    yield entry.kind === "link" ? { ...entry, path, target: placed(entry.target) } : { ...entry, path }
  }
}

/** Something small that is written, as a file of an archive. */
export function textEntry(path: string, text: string, modifiedAt: Date): ArchiveEntry {
  const bytes = new TextEncoder().encode(text)
  return { path, mode: 0o644, uid: 0, gid: 0, modifiedAt, kind: "file", bytes: bytes.byteLength, body: once(bytes) }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Throws for an archive in which something would be written through a link, or be another name of something elsewhere. */
export async function* withoutDetours(entries: Entries, refuse: Refuse): AsyncGenerator<ArchiveEntry> {
  const symlinks = new Set<string>()
  const expectPlain = (path: string) => {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1))
      if (symlinks.has(path.slice(0, end))) throw refuse(`${path} is behind a link: such an archive is not unpacked.`)
    if (symlinks.has(path)) throw refuse(`${path} is there twice, once as a link: such an archive is not unpacked.`)
  }
  for await (const entry of entries) {
    expectPlain(entry.path)
    if (entry.kind === "link") expectPlain(entry.target)
    if (entry.kind === "symlink") symlinks.add(entry.path)
    yield entry
  }
}

/** Entries of an archive in the order they come, folder by folder. */
export class EntriesInOrder {
  private readonly entries: AsyncIterator<ArchiveEntry>
  private next: IteratorResult<ArchiveEntry> | null = null

  constructor(
    entries: Entries,
    private readonly refuse: Refuse,
  ) {
    this.entries = entries[Symbol.asyncIterator]()
  }

  private async peek(): Promise<ArchiveEntry | null> {
    this.next ??= await this.entries.next()
    return this.next.done ? null : this.next.value
  }

  private take(): void {
    this.next = null
  }

  /** The text of the file that comes next. */
  async text(path: string, mostBytes: number): Promise<string> {
    const entry = await this.peek()
    if (entry?.path !== path || entry.kind !== "file")
      throw this.refuse(entry ? `${path} was to come, not ${entry.path}.` : `It ends before ${path}.`)
    if (entry.bytes > mostBytes) throw this.refuse(`${path} is larger than ${mostBytes} bytes.`)
    const decoder = new TextDecoder()
    let text = ""
    for await (const chunk of entry.body) text += decoder.decode(chunk, { stream: true })
    this.take()
    return text + decoder.decode()
  }

  /** What comes next as long as it is in `folder`, with paths from there. Each is asked for once the one before has been read. */
  async *folder(folder: string): AsyncGenerator<ArchiveEntry> {
    for (let entry = await this.peek(); entry && isIn(entry.path, folder); entry = await this.peek()) {
      this.take()
      const path = below(entry.path, folder)
      if (entry.kind !== "link") yield { ...entry, path }
      else if (isIn(entry.target, folder)) yield { ...entry, path, target: below(entry.target, folder) }
      else throw this.refuse(`${entry.path} is another name of something in another volume.`)
    }
  }

  /** Folders on the way to what comes: an archive that was packed anew has them. */
  async skipFolders(): Promise<void> {
    for (
      let entry = await this.peek();
      entry?.kind === "folder" && !entry.path.includes("/");
      entry = await this.peek()
    )
      this.take()
  }
}
