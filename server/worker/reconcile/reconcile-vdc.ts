import { setMaxListeners } from "node:events"
import type { ClassBoundary } from "@/lib/blueprint/document"
import { inTenant, systemScope } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import { cleanNode } from "./clean-node"
import { drainNodes } from "./drain-nodes"
import { ensureInstances } from "./ensure-instances"
import { ensureVolumes } from "./ensure-volumes"
import { meterVdc } from "./meter-vdc"
import { checkNodes, noteSilence } from "./node-health"
import { observeNodes } from "./observe-nodes"
import { nodesOf, type Pass, passOver } from "./pass"
import { placeComponents } from "./place"
import { loadVdc } from "./vdc-view-store"

export type ReconcileOptions = {
  deps: Deps
  boundaries: () => Promise<Record<string, ClassBoundary>>
  onTrouble: (error: unknown, what: string) => void
}

/** A pass that takes longer looks at its nodes meanwhile. */
const watchMs = 2_000
/** Longest a verb may take in one pass; it goes on in the next one. */
const verbPatienceMs = 20_000

/**
 * Compares wanted with observed for one VDC and calls the fabric's idempotent verbs until they agree. Holds nothing that matters:
 * whatever is lost with the process (a crash, a missed message) the next pass finds again.
 */
/** Every verb of a pass listens to it: that is no leak to warn of. */
function heardByMany(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal)
  return signal
}

export class VdcReconciler {
  private readonly sent = new Map<string, string>()
  private readonly obstacles = new Map<string, number>()
  private readonly silentSince = new Map<string, Date>()

  constructor(private readonly options: ReconcileOptions) {}

  /** One pass. True while something is on its way, so that the next pass should come soon. */
  async pass(vdcId: string, tenantId: string): Promise<boolean> {
    const pass = await this.read(vdcId, tenantId)
    if (!pass) return false
    const watch = setInterval(() => void this.watch(pass), watchMs)
    try {
      return await this.work(pass)
    } finally {
      clearInterval(watch)
    }
  }

  /** Looks at the nodes during a pass that takes long: one that is silent meanwhile was silent. */
  private async watch({ fabric, view, deps }: Pass): Promise<void> {
    const ids = view.assignments.map((a) => a.nodeId)
    // What it met with is told by the pass itself, which asks the same nodes.
    const seen = await observeNodes(fabric, ids, () => undefined)
    for (const [id, { sight }] of seen) noteSilence(this.silentSince, id, sight, deps.clock.now())
  }

  private async work(first: Pass): Promise<boolean> {
    const { id: vdcId, tenantId } = first.view
    const read = () => this.read(vdcId, tenantId)
    let pass: Pass | null = first
    await this.tellNodes(pass)
    if (await checkNodes(pass)) {
      pass = await read()
      if (!pass) return true
    }
    // Decisions are rows first; after each change the VDC is read again, so that acts rest on what was committed.
    for (const decide of [drainNodes, placeComponents, ensureVolumes]) {
      if (!(await decide(pass))) continue
      const again: Pass | null = await read()
      if (!again) return true
      pass = again
      if (decide !== ensureVolumes) continue
      await ensureVolumes(pass)
      pass = (await this.reread(pass)) ?? pass
    }
    const moving = await ensureInstances(pass)
    await this.clean(pass)
    const after = (await this.reread(pass)) ?? pass
    await meterVdc(after)
    return moving
  }

  private async read(vdcId: string, tenantId: string): Promise<Pass | null> {
    const { deps, boundaries, onTrouble } = this.options
    const view = await inTenant(deps.db, systemScope(tenantId), (tx) => loadVdc(tx, vdcId))
    if (!view) return null
    const fabric = deps.fabricOf(view.dataCenter)
    const seen = await observeNodes(
      fabric,
      view.assignments.map((a) => a.nodeId),
      onTrouble,
    )
    return passOver({
      deps,
      fabric,
      view,
      seen,
      now: deps.clock.now(),
      boundaries: await boundaries(),
      sent: this.sent,
      obstacles: this.obstacles,
      silentSince: this.silentSince,
      signal: heardByMany(AbortSignal.timeout(verbPatienceMs)),
      onTrouble,
    })
  }

  /** The fabric keeps a VDC apart on its nodes: told when they change. What it refuses now it is told again in the next pass. */
  private async tellNodes(pass: Pass): Promise<void> {
    const nodes = nodesOf(pass)
    const spec = {
      vdcId: pass.view.id,
      nodeIds: nodes.map((n) => n.id).sort(),
      memoryMib: nodes.reduce((sum, n) => sum + n.machineClass.memoryMib, 0),
    }
    const text = JSON.stringify(spec)
    if (nodes.length === 0 || this.sent.get(spec.vdcId) === text) return
    try {
      await pass.fabric.ensureVdc(spec, pass.signal)
      this.sent.set(spec.vdcId, text)
    } catch (error) {
      pass.onTrouble(error, `keep VDC ${pass.view.id} apart`)
    }
  }

  /** Rows anew, with what was seen of the nodes as it is. */
  private async reread(pass: Pass): Promise<Pass | null> {
    const view = await pass.inVdc((tx) => loadVdc(tx, pass.view.id))
    return view && passOver({ ...pass, view })
  }

  private async clean(pass: Pass): Promise<void> {
    for (const node of nodesOf(pass)) {
      const report = pass.seen.get(node.id)?.report
      if (report && node.state !== "down") await cleanNode(pass, node.id, report)
    }
  }
}
