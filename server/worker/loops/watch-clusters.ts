import type { Deps } from "@/server/domain/deps"
import { findClusterIds, followCluster, watchCluster } from "@/server/domain/hosting"
import { FabricError } from "@/server/fabric/fabric-driver"

/** Longest look at one cluster, ms. */
const patienceMs = 12_000
/** Events come in bursts: one look for those of so long, ms. */
const burstMs = 200

export type ClusterWatchOptions = {
  deps: Deps
  stopping: AbortSignal
  onTrouble: (error: unknown, what: string) => void
  /** Something of this VDC stopped running, says its cluster. */
  onStopped?: (vdcId: string) => void
  maxMs?: number
}

/**
 * Looks at every cluster, each on its own: the answer of one that is slow is waited for while the others are looked at again. At
 * most one look at a cluster is under way. Beside that, each cluster is listened to: what it says by itself is looked at at once, and
 * what is never said, or not heard, is found by the next turn.
 */
export class ClusterWatch {
  private readonly looks = new Map<string, Promise<void>>()
  private readonly again = new Set<string>()
  private readonly streams = new Map<string, AbortController>()
  private readonly due = new Map<string, NodeJS.Timeout>()

  constructor(private readonly options: ClusterWatchOptions) {
    options.stopping.addEventListener("abort", () => {
      for (const timer of this.due.values()) clearTimeout(timer)
    })
  }

  /** Starts a look at every cluster that none is under way at, and listens to those it does not listen to yet. */
  async turn(): Promise<void> {
    const ids = await findClusterIds(this.options.deps.db)
    for (const id of ids) {
      this.start(id)
      if (!this.streams.has(id)) void this.listen(id)
    }
    for (const [id, stream] of this.streams) if (!ids.includes(id)) stream.abort()
  }

  /** Until what was started has ended. */
  async settle(): Promise<void> {
    await Promise.all(this.looks.values())
  }

  private start(id: string): void {
    if (this.looks.has(id) || this.options.stopping.aborted) return
    const look = this.look(id).finally(() => {
      this.looks.delete(id)
      // What was said in the middle of a look may be younger than what it saw.
      if (this.again.delete(id)) this.start(id)
    })
    this.looks.set(id, look)
  }

  private soon(id: string): void {
    if (this.due.has(id) || this.options.stopping.aborted) return
    const look = () => {
      this.due.delete(id)
      if (this.looks.has(id)) this.again.add(id)
      else this.start(id)
    }
    this.due.set(id, setTimeout(look, burstMs))
  }

  private async look(id: string): Promise<void> {
    const { deps, stopping, onTrouble, maxMs } = this.options
    try {
      await watchCluster(deps, id, AbortSignal.any([stopping, AbortSignal.timeout(maxMs ?? patienceMs)]))
    } catch (error) {
      if (!stopping.aborted) onTrouble(error, `watch cluster ${id}`)
    }
  }

  private async listen(id: string): Promise<void> {
    const { deps, stopping, onTrouble, onStopped } = this.options
    const stream = new AbortController()
    this.streams.set(id, stream)
    const signal = AbortSignal.any([stopping, stream.signal])
    try {
      await followCluster(
        deps,
        id,
        (news) => (news.kind === "members" ? this.soon(id) : onStopped?.(news.vdcId)),
        signal,
      )
    } catch (error) {
      if (signal.aborted) return
      // Nobody speaks any more: perhaps the member we listened to has died. A look says so, and why, better than this error.
      this.soon(id)
      if (!(error instanceof FabricError)) onTrouble(error, `listen to cluster ${id}`)
    } finally {
      this.streams.delete(id)
    }
  }
}
