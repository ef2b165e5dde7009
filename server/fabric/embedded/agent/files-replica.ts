import type { FollowAnswer } from "../protocol"
import { asFabricError } from "./agent-failure"
import { followEveryMs } from "./follower-lease"
import { ReplicaStanding } from "./replica-standing"
import type { Volume } from "./volume"
import type { ReplicaMirror } from "./volume-mirror"

export type AskPrimary = () => Promise<FollowAnswer>

/** Follows a primary by heartbeat; what it is sent is written by `replica-writes`. */
export class FilesReplica implements ReplicaMirror {
  private readonly standing: ReplicaStanding
  private lineage: string | null = null
  private timer: NodeJS.Timeout
  private stopped = false

  constructor(
    private readonly volume: Volume,
    private readonly askPrimary: AskPrimary,
  ) {
    this.standing = new ReplicaStanding(volume)
    this.timer = setTimeout(() => void this.beat(), 0)
  }

  /** Only the primary this replica follows may write here; a deposed one does not know the lineage. */
  accepts(lineage: string): boolean {
    return !this.stopped && this.lineage === lineage
  }

  observe() {
    return this.standing.observe(this.volume.record.copyOf === null)
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
  }

  private async beat(): Promise<void> {
    const askedMs = Date.now()
    try {
      const answer = await this.askPrimary()
      this.lineage = answer.lineage
      if (answer.leaseMs > 0 && !this.stopped) await this.standing.inStep(askedMs, answer)
    } catch (error) {
      // The primary being away is seen by the promise running out; the next beat tries again.
      const failure = asFabricError(error)
      if (failure.code !== "node_unreachable") console.error(`replica of files: ${failure.message}`)
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.beat(), followEveryMs)
  }
}
