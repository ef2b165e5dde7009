import { type ArchiveEntry, FabricError, type VolumeRef } from "../fabric-driver"
import { BadArchive, entriesOfTar, plainPath, tarOf } from "../volume-archive"
import type { Cluster } from "./cluster"
import { feed, mostErrorBytes, outputOf, type Refusal, runWhole } from "./commands"
import { asFabricError } from "./engine-error"
import type { Files, Held } from "./files"

/** Owners as the inside of a component sees them: they are the same in a keeper of any member, on any cluster. */
const pack = ["tar", "--create", "--format=posix", "--numeric-owner", "--file=-"]
const unpack = ["tar", "--extract", "--preserve-permissions", "--same-owner", "--numeric-owner", "--file=-"]

/** Whole volumes, out of a cluster and into one, through the keepers of their members. */
export class VolumeArchives {
  constructor(
    private readonly cluster: Cluster,
    private readonly files: Files,
  ) {}

  async *export(ref: VolumeRef, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
    try {
      const { keeper, root } = await this.files.hold(ref, signal)
      const command = [...pack, `--directory=${root}`, "."]
      yield* entriesOfTar(await outputOf(this.cluster, keeper, command, refusal, signal))
    } catch (error) {
      if (error instanceof BadArchive) throw new FabricError("failed", error.message, false)
      throw asFabricError(error)
    }
  }

  /** Emptied first: what an import that broke off left is not wanted. On disk before it counts as there. */
  async import(ref: VolumeRef, entries: AsyncIterable<ArchiveEntry>, signal: AbortSignal): Promise<void> {
    const held = await this.files.hold(ref, signal)
    await this.run(held, ["find", held.root, "-mindepth", "1", "-delete"], signal)
    await this.unpack(held, entries, signal)
    await this.run(held, ["sync", "--file-system", held.root], signal)
  }

  private async unpack({ keeper, root }: Held, entries: AsyncIterable<ArchiveEntry>, signal: AbortSignal) {
    const run = await feed(this.cluster, keeper, [...unpack, `--directory=${root}`], signal)
    const archive = tarOf(inside(entries))
    try {
      for await (const chunk of archive) await run.input(chunk as Uint8Array)
      run.endInput()
    } catch (error) {
      // A full volume ends `tar`, and then its input: what it said of that comes first.
      if (!archive.errored) refuse(await run.ended())
      throw error instanceof BadArchive ? new FabricError("bad_path", error.message, false) : error
    } finally {
      archive.destroy()
      // Without the end of its input it would wait for the rest; ended it ignores this.
      if (archive.errored || signal.aborted) run.abort()
    }
    refuse(await run.ended())
  }

  private async run({ keeper }: Held, command: string[], signal: AbortSignal): Promise<void> {
    const { code, stderr } = await runWhole(this.cluster, keeper, command, signal, mostErrorBytes)
    refuse({ code, errors: stderr.text })
  }
}

/** Refused before a member is asked: what leaves the volume. */
async function* inside(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<ArchiveEntry> {
  for await (const entry of entries) {
    plainPath(entry.path)
    if (entry.kind === "link") plainPath(entry.target)
    yield entry
  }
}

function refuse(ended: { code: number; errors: string }): void {
  if (ended.code !== 0) throw refusal(ended)
}

const refusal: Refusal = ({ code, errors }) => {
  const said = errors.trim().split("\n").slice(0, 3).join("; ")
  return /no space left|quota exceeded|wrote only/i.test(errors)
    ? new FabricError("no_space", "the volume is full", false)
    : new FabricError("failed", said || `the volume's keeper refused (${code})`, true)
}
