import { randomUUID } from "node:crypto"
import { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { FabricError, type FabricErrorCode, type FileEntry, type VolumeRef } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { asFabricError, EngineError } from "./engine-error"
import { exec, type Running } from "./exec"
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
    const output = await outputOf(this.cluster, held.keeper, [script, "read", held.root, path], path, signal)
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
    const run = await exec(this.cluster, held.keeper, [script, "receive", held.root, temporary], signal)
    try {
      const bytes = await send(run, body, limitBytes)
      refuse(await run.ended, path)
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
    const run = await exec(this.cluster, held.keeper, [script, ...verb], signal)
    run.endInput()
    const chunks: Buffer[] = []
    for await (const chunk of run.output as AsyncIterable<Buffer>) chunks.push(chunk)
    refuse(await run.ended, verb.at(-1) ?? "")
    return Buffer.concat(chunks).toString()
  }
}

/** Gives a command all of `body` as its input. Returns how many bytes that was. `too_large` beyond the limit. */
async function send(run: Running, body: ReadableStream<Uint8Array>, limitBytes: number): Promise<number> {
  run.output.resume()
  let bytes = 0
  for await (const chunk of Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])) {
    bytes += (chunk as Uint8Array).byteLength
    if (bytes > limitBytes) throw new FabricError("too_large", `larger than ${limitBytes} bytes`, false)
    await run.input(chunk as Uint8Array)
  }
  run.endInput()
  return bytes
}

/**
 * What a command prints, whole or not at all: see `wholeOutput`. `what` it is about, for errors. Throws at once when its output broke
 * already: as a stream that would be an empty one.
 */
export async function outputOf(
  cluster: Cluster,
  keeper: InstanceRow,
  command: readonly string[],
  what: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array>> {
  const mark = randomUUID()
  const run = await exec(cluster, keeper, waiting(mark, command), signal)
  if (run.output.errored) throw run.output.errored
  return wholeOutput(run, mark, what)
}

/** So long a command that has said everything may take to end, ms. */
const partingMs = 1_000

/**
 * A command whose output is followed by `mark` and its exit code, and which ends only once its input does: engines close all connections
 * as soon as a command has ended, and what a slow reader has not read of them by then is lost.
 */
const waiting = (mark: string, command: readonly string[]): string[] => [
  "sh",
  "-c",
  '"$@" </dev/null; code=$?; printf "%s%03d" "$0" "$code"; read -r _; exit "$code"',
  mark,
  ...command,
]

/**
 * What a `waiting` command printed, and the end of it only when the command says that it went well: engines kill a command whose
 * connections break, and its output then ends as if that were all of it.
 */
async function* wholeOutput(run: Running, mark: string, what: string): AsyncGenerator<Uint8Array> {
  const end = Buffer.from(mark)
  const tail = end.byteLength + 3
  let rest = Buffer.alloc(0)
  try {
    for await (const chunk of run.output.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk])
      // What may be the beginning of the mark is not handed out yet.
      const known = Math.max(0, rest.byteLength - tail)
      if (known > 0) yield rest.subarray(0, known)
      rest = rest.subarray(known)
      if (!rest.subarray(0, -3).equals(end)) continue
      run.endInput()
      run.output.resume()
      const code = Number(rest.subarray(-3).toString())
      // What it came to is known; whether its other connections still hold is not.
      const said = await Promise.race([run.ended, pause(partingMs, null, { ref: false })]).catch(() => null)
      return refuse({ code, errors: said?.errors ?? "" }, what)
    }
    refuse(await run.ended, what)
    throw new EngineError(0, "the output ended in the middle", what)
  } catch (error) {
    throw asFabricError(error)
  } finally {
    run.abort()
  }
}

function refuse({ code, errors }: { code: number; errors: string }, what: string): void {
  if (code === 0) return
  const meaning = codes[code] ?? "failed"
  throw new FabricError(
    meaning,
    errors.trim() || `${what}: refused (${code})`,
    meaning === "failed" || meaning === "no_space",
  )
}
