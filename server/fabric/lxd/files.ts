import { randomUUID } from "node:crypto"
import { Readable } from "node:stream"
import { z } from "zod"
import { FabricError, type FabricErrorCode, type FileEntry, type VolumeRef } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { type Fed, feed, outputOf, type Refusal, runWhole } from "./commands"
import { EngineError } from "./engine-error"
import { type Keeper, rootOf } from "./keeper"
import type { InstanceRow } from "./rows"
import type { Volumes } from "./volumes"

const Entry = z.object({
  name: z.string(),
  kind: z.enum(["file", "folder"]),
  bytes: z.number(),
  modifiedAt: z.string(),
})
/** Exit codes of `/usr/lib/gridline/files` (`images/README.md`). */
const codes: Record<number, FabricErrorCode> = { 2: "bad_path", 3: "not_found", 4: "no_space" }
const script = "/usr/lib/gridline/files"

const mostTries = 3
/** Of a folder with some hundred thousand files. */
const mostAnswerBytes = 64 * 1024 * 1024
const discardMs = 5_000

export type Held = { keeper: InstanceRow; root: string }

/** Refused before a member is asked: what leaves the volume, and names no file system has. */
function checked(path: string, mayBeRoot: boolean): string {
  const parts = path === "" && mayBeRoot ? [] : path.split("/")
  const isBad = (part: string) =>
    part === "" || part === "." || part === ".." || part.length > 255 || /[\\\p{Cc}]/u.test(part)
  if (parts.some(isBad)) throw new FabricError("bad_path", `"${path}" is no path within the volume`, false)
  return path
}

/** Files of a primary copy, through the keeper of its member. */
export class Files {
  constructor(
    private readonly cluster: Cluster,
    private readonly volumes: Volumes,
    private readonly keeper: Keeper,
  ) {}

  /** Where a primary copy can be reached. */
  async hold({ nodeId, volumeId }: VolumeRef, signal: AbortSignal): Promise<Held> {
    const member = await this.cluster.memberOf(nodeId)
    const volume = await this.volumes.findWritable(member, volumeId)
    if (!volume) throw new FabricError("not_found", `${member.name} has no writable copy of this volume`, false)
    return { keeper: await this.keeper.holding(member, volume, signal), root: rootOf(volume) }
  }

  async list(ref: VolumeRef, path: string, signal: AbortSignal): Promise<FileEntry[]> {
    checked(path, true)
    const held = await this.hold(ref, signal)
    const text = await this.insist(held, ["list", held.root, path], signal)
    return text.split("\n").flatMap((line) => (line ? [Entry.parse(JSON.parse(line))] : []))
  }

  private async stat(held: Held, path: string, signal: AbortSignal): Promise<FileEntry> {
    return Entry.parse(JSON.parse(await this.insist(held, ["stat", held.root, path], signal)))
  }

  async read(ref: VolumeRef, path: string, signal: AbortSignal) {
    checked(path, false)
    const held = await this.hold(ref, signal)
    const entry = await this.stat(held, path, signal)
    if (entry.kind === "folder") throw new FabricError("bad_path", `${path} is a folder`, false)
    const command = [script, "read", held.root, path]
    const output = await outputOf(this.cluster, held.keeper, command, refusalOf(path), signal)
    const body = Readable.toWeb(Readable.from(output)) as ReadableStream<Uint8Array>
    return { bytes: entry.bytes, modifiedAt: entry.modifiedAt, body }
  }

  /** Into a temporary file first; under its name only once every byte has arrived. */
  async write(
    ref: VolumeRef,
    path: string,
    body: ReadableStream<Uint8Array>,
    limitBytes: number,
    signal: AbortSignal,
  ): Promise<FileEntry> {
    checked(path, false)
    const held = await this.hold(ref, signal)
    const temporary = randomUUID()
    const run = await feed(this.cluster, held.keeper, [script, "receive", held.root, temporary], signal)
    try {
      const bytes = await send(run, body, limitBytes)
      refuse(await run.ended(), path)
      await this.insist(held, ["finish", held.root, temporary, path, String(bytes)], signal)
    } catch (error) {
      run.abort()
      await this.discard(held, temporary)
      throw error
    }
    return this.stat(held, path, signal)
  }

  /** Throws away what has arrived, also for whoever has gone: it would take the room that the next try needs. */
  private async discard(held: Held, temporary: string): Promise<void> {
    try {
      await this.insist(held, ["discard", held.root, temporary], AbortSignal.timeout(discardMs))
    } catch {
      // The upload's own error is told. What a cluster that does not answer keeps, a later upload removes (`files receive`).
    }
  }

  async remove(ref: VolumeRef, path: string, signal: AbortSignal): Promise<void> {
    checked(path, false)
    const held = await this.hold(ref, signal)
    await this.insist(held, ["remove", held.root, path], signal).catch((error: unknown) => {
      if (!(error instanceof FabricError && error.code === "not_found")) throw error
    })
  }

  /**
   * As `run`, asked again when the answer is lost: an upload may have got its name then, and there may be no room for a second one.
   * Its temporary name is nobody else's: that it is not there any more means that it has its name.
   */
  private async insist(held: Held, verb: string[], signal: AbortSignal): Promise<string> {
    for (let tries = 1; ; tries++)
      try {
        return await this.run(held, verb, signal)
      } catch (error) {
        const code = error instanceof FabricError ? error.code : "failed"
        if (code === "not_found" && tries > 1 && verb[0] === "finish") return ""
        if (code !== "failed" || tries === mostTries || signal.aborted) throw error
      }
  }

  private async run(held: Held, verb: string[], signal: AbortSignal): Promise<string> {
    const { keeper } = held
    const { code, stdout, stderr, isCut } = await runWhole(
      this.cluster,
      keeper,
      [script, ...verb],
      signal,
      mostAnswerBytes,
    )
    refuse({ code, errors: stderr.text }, verb.at(-1) ?? "")
    if (isCut || stdout.truncated) throw new EngineError(0, "the answer ended in the middle", verb.join(" "))
    return stdout.text
  }
}

/** Gives a command all of `body` as its input. Returns how many bytes that was. `too_large` beyond the limit. */
async function send(run: Fed, body: ReadableStream<Uint8Array>, limitBytes: number): Promise<number> {
  let bytes = 0
  for await (const chunk of Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])) {
    bytes += (chunk as Uint8Array).byteLength
    if (bytes > limitBytes) throw new FabricError("too_large", `larger than ${limitBytes} bytes`, false)
    await run.input(chunk as Uint8Array)
  }
  run.endInput()
  return bytes
}

const refusalOf =
  (what: string): Refusal =>
  ({ code, errors }) => {
    const meaning = codes[code] ?? "failed"
    const isPassing = meaning === "failed" || meaning === "no_space"
    return new FabricError(meaning, errors.trim() || `${what}: refused (${code})`, isPassing)
  }

function refuse(ended: { code: number; errors: string }, what: string): void {
  if (ended.code !== 0) throw refusalOf(what)(ended)
}
