import { randomUUID } from "node:crypto"
import { constants, createReadStream } from "node:fs"
import { cp } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { FabricError } from "../../fabric-driver"
import { askAgentJson, doorOf } from "../agent-client"
import { nodeDirectoryOf, removeTree } from "../node-directory"
import { endFrame, treeFrames } from "../postgres/base-stream"
import type { FollowAnswer } from "../protocol"
import { asFabricError, errorCode } from "./agent-failure"
import { bytesIn, differenceOf, type FileTree, isSame, refreshTree, scanTree, type TreeRow } from "./file-tree"
import { FollowerLease, leaseMs } from "./follower-lease"
import type { Volume } from "./volume"
import type { PrimaryMirror } from "./volume-mirror"

export type FilesPrimaryDeps = {
  dataDir: string
  /** A process on this node writes past us, straight into the folder. */
  hasDirectWriter(): boolean
  /** The tree changed without us having done it. */
  noticed(): void
}

type Follower = { nodeId: string; lease: FollowerLease; syncing: boolean; known: FileTree }

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const scanEveryMs = 1_200
const pushTimeoutMs = 2_000
const forgetAfterMs = 60_000

/** Keeps replicas of a files volume in step, and looks for changes made directly in its folder. */
export class FilesPrimary implements PrimaryMirror {
  private readonly followers = new Map<string, Follower>()
  private tree: FileTree | null = null
  private scannedAtMs = Date.now()
  private timer: NodeJS.Timeout
  private stopped = false
  /** Until then a replica may hold a promise this node gave before it was switched off. */
  private readonly promisedUntilMs: number

  constructor(
    private readonly volume: Volume,
    private readonly deps: FilesPrimaryDeps,
  ) {
    this.promisedUntilMs = volume.record.followed ? Date.now() + leaseMs : 0
    this.timer = setTimeout(() => void this.scan(), 0)
  }

  async follow(nodeId: string): Promise<FollowAnswer> {
    let follower = this.followers.get(nodeId)
    if (!follower) {
      follower = { nodeId, lease: new FollowerLease(), syncing: false, known: new Map() }
      this.followers.set(nodeId, follower)
    }
    if (!follower.lease.isInStep && !follower.syncing) void this.bringInStep(follower)
    const ageMs = this.deps.hasDirectWriter() ? Date.now() - this.scannedAtMs : 0
    return { lineage: this.volume.record.lineage, leaseMs: follower.lease.renew(), ageMs, stream: null }
  }

  async changed(paths: string[]): Promise<void> {
    const tree = this.tree ?? (await scanTree(this.volume.data))
    for (const path of paths) await refreshTree(this.volume.data, path, tree)
    await this.publish(tree)
  }

  /** Writers wait while the tree is set aside (its blocks are shared where the disk can), not while it is sent. */
  async copyOut(): Promise<Readable> {
    const aside = join(this.volume.staging, randomUUID())
    const mode = constants.COPYFILE_FICLONE
    try {
      await this.volume.exclusively(() =>
        cp(this.volume.data, aside, { recursive: true, verbatimSymlinks: true, mode }),
      )
    } catch (error) {
      await removeTree(aside)
      throw error
    }
    return Readable.from(framesOfAside(aside))
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
  }

  private async publish(tree: FileTree): Promise<void> {
    this.tree = tree
    this.volume.usedBytes = bytesIn(tree)
    const inStep = [...this.followers.values()].filter(({ lease }) => lease.isInStep)
    await Promise.all(inStep.map((follower) => this.pushOrLose(follower, tree)))
    if (inStep.length === 0) await pause(Math.max(0, this.promisedUntilMs - Date.now()))
    this.deps.noticed()
  }

  private async scan(): Promise<void> {
    const startedMs = Date.now()
    try {
      await this.volume.exclusively(async () => {
        const before = this.tree
        const tree = await scanTree(this.volume.data)
        if (!before || !isSame(differenceOf(tree, before))) await this.publish(tree)
      })
      this.scannedAtMs = startedMs
      this.forgetTheLost()
    } catch (error) {
      console.error(`scan of ${this.volume.directory}: ${asFabricError(error).message}`)
    }
    // A tree that takes long to read must not keep the node busy with nothing else.
    const rest = Math.max(scanEveryMs, 10 * (Date.now() - startedMs))
    if (!this.stopped) this.timer = setTimeout(() => void this.scan(), rest)
  }

  private forgetTheLost(): void {
    for (const [nodeId, { lease }] of this.followers)
      if (!lease.isInStep && Date.now() - lease.lastSeenMs > forgetAfterMs) this.followers.delete(nodeId)
  }

  private async bringInStep(follower: Follower): Promise<void> {
    follower.syncing = true
    try {
      const rows = await this.ask<TreeRow[]>(follower, { method: "GET", path: "tree" })
      follower.known = new Map(rows)
      // The bulk goes while writers go on; the remainder while they wait.
      await this.push(follower, await scanTree(this.volume.data))
      await this.volume.exclusively(async () => {
        await this.push(follower, await scanTree(this.volume.data))
        if (this.stopped) return
        if (!this.volume.record.followed) await this.volume.save({ followed: true })
        follower.lease.enter()
      })
    } catch (error) {
      console.error(`first copy to ${follower.nodeId}: ${asFabricError(error).message}`) // its next heartbeat tries again
    } finally {
      follower.syncing = false
    }
  }

  /** A replica that cannot be written to must have lost its belief to be in step before the write is acknowledged. */
  private async pushOrLose(follower: Follower, tree: FileTree): Promise<void> {
    try {
      await this.push(follower, tree)
    } catch (error) {
      console.error(`replica on ${follower.nodeId} lost: ${asFabricError(error).message}`)
      await follower.lease.leave()
    }
  }

  private async push(follower: Follower, tree: FileTree): Promise<void> {
    const { remove, folders, files } = differenceOf(tree, follower.known)
    for (const path of remove) {
      await this.ask(follower, { method: "DELETE", path: `file?${new URLSearchParams({ path })}` })
      for (const known of [...follower.known.keys()])
        if (known === path || known.startsWith(`${path}/`)) follower.known.delete(known)
    }
    for (const path of folders) {
      await this.ask(follower, { method: "PUT", path: `folder?${new URLSearchParams({ path })}` })
      this.know(follower, path, tree)
    }
    for (const path of files) {
      await this.pushFile(follower, path, tree)
      this.know(follower, path, tree)
    }
  }

  private know(follower: Follower, path: string, tree: FileTree): void {
    const entry = tree.get(path)
    if (entry) follower.known.set(path, entry)
  }

  private async pushFile(follower: Follower, path: string, tree: FileTree): Promise<void> {
    const modified = String(tree.get(path)?.modifiedMs ?? 0)
    const body = createReadStream(join(this.volume.data, path))
    try {
      await this.ask(follower, { method: "PUT", path: `file?${new URLSearchParams({ path, modified })}`, body })
    } catch (error) {
      if (errorCode(error) === "ENOENT") return // removed meanwhile; the next look removes it there too
      throw error
    }
  }

  private async ask<T>(
    follower: Follower,
    call: { method: "GET" | "PUT" | "DELETE"; path: string; body?: ReturnType<typeof createReadStream> },
  ): Promise<T> {
    const door = await doorOf(nodeDirectoryOf(this.deps.dataDir, follower.nodeId))
    const mark = `${call.path.includes("?") ? "&" : "?"}lineage=${this.volume.record.lineage}`
    const path = `/replicas/${this.volume.spec.volumeId}/${call.path}${mark}`
    if (this.stopped) throw new FabricError("failed", "this copy is no primary any more", false)
    return askAgentJson<T>(door, { ...call, path, timeoutMs: pushTimeoutMs })
  }
}

async function* framesOfAside(aside: string): AsyncGenerator<Buffer> {
  try {
    yield* treeFrames(aside)
    yield endFrame()
  } finally {
    await removeTree(aside)
  }
}
