import type { Db } from "@/server/db"
import type { LiveChanges } from "@/server/domain/monitoring"
import type { VdcReconciler } from "../reconcile/reconcile-vdc"
import { claimVdcs, dropLeases, tenantsOfVdcs } from "../reconcile/vdc-view-store"

export type ReconcileLoopOptions = {
  db: Db
  owner: string
  reconciler: VdcReconciler
  live: LiveChanges
  stopping: AbortSignal
  onTrouble: (error: unknown, what: string) => void
}

/** How often leases are renewed and quiet VDCs looked at; a moving one is looked at again at once. */
const tickMs = 1_000
const movingMs = 150
const leaseSeconds = 6
const maxVdcs = 200

/**
 * The timer of the reconcile loop: this worker looks after the VDCs whose lease it holds, each at its own pace. A wake-up (something
 * is wanted, an operation asks) shortens the wait; without any, the tick finds it.
 */
export class ReconcileLoop {
  private readonly due = new Map<string, NodeJS.Timeout>()
  private readonly running = new Set<string>()
  private readonly again = new Set<string>()
  private mine = new Map<string, string>()
  private tick: NodeJS.Timeout | null = null
  private stopWaking: (() => void)[] = []

  constructor(private readonly options: ReconcileLoopOptions) {}

  start(): void {
    const { live } = this.options
    this.stopWaking = [
      live.onWake((vdcId) => this.wake(vdcId, 0)),
      live.onChange(({ topic, vdcId }) => {
        if (vdcId && (topic === "vdc" || topic === "application" || topic === "volume" || topic === "node"))
          this.wake(vdcId, 50)
      }),
    ]
    const beat = async () => {
      try {
        await this.claim()
      } catch (error) {
        this.options.onTrouble(error, "claim VDCs")
      }
      if (!this.options.stopping.aborted) this.tick = setTimeout(beat, tickMs)
    }
    void beat()
  }

  private async claim(): Promise<void> {
    const { db, owner } = this.options
    const ids = await claimVdcs(db, owner, leaseSeconds, maxVdcs)
    const unknown = ids.filter((id) => !this.mine.has(id))
    const tenants = unknown.length > 0 ? await tenantsOfVdcs(db, unknown) : new Map<string, string>()
    this.mine = new Map(
      ids.flatMap((id) => {
        const tenantId = this.mine.get(id) ?? tenants.get(id)
        return tenantId ? [[id, tenantId] as const] : []
      }),
    )
    for (const id of this.mine.keys()) this.wake(id, 0)
  }

  /** A look at a VDC within `delayMs`; one look at a time, and one more when it was asked for meanwhile. */
  wake(vdcId: string, delayMs: number): void {
    if (!this.mine.has(vdcId) || this.options.stopping.aborted) return
    if (this.running.has(vdcId)) {
      this.again.add(vdcId)
      return
    }
    if (this.due.has(vdcId) && delayMs > 0) return
    clearTimeout(this.due.get(vdcId))
    this.due.set(
      vdcId,
      setTimeout(() => void this.look(vdcId), delayMs),
    )
  }

  private async look(vdcId: string): Promise<void> {
    this.due.delete(vdcId)
    const tenantId = this.mine.get(vdcId)
    if (!tenantId || this.running.has(vdcId)) return
    this.running.add(vdcId)
    let moving = false
    try {
      moving = await this.options.reconciler.pass(vdcId, tenantId)
    } catch (error) {
      this.options.onTrouble(error, `reconcile VDC ${vdcId}`)
    } finally {
      this.running.delete(vdcId)
    }
    const asked = this.again.delete(vdcId)
    if (moving || asked) this.wake(vdcId, asked ? 20 : movingMs)
  }

  /** Waits for looks under way, then lets the leases go so that another worker need not wait for them to run out. */
  async stop(): Promise<void> {
    if (this.tick) clearTimeout(this.tick)
    for (const off of this.stopWaking) off()
    for (const timer of this.due.values()) clearTimeout(timer)
    const deadline = Date.now() + 5_000
    while (this.running.size > 0 && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50))
    await dropLeases(this.options.db, this.options.owner)
  }
}
