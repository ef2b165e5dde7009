import type { ClassBoundary } from "@/lib/blueprint/document"
import type { Tx } from "@/server/db"
import { inTenant, systemScope } from "@/server/domain/access"
import type { Deps } from "@/server/domain/deps"
import type { FabricDriver } from "@/server/fabric/fabric-driver"
import type { Seen } from "./observe-nodes"
import type { ComponentRow, NodeRow, VdcView } from "./vdc-view-store"

/** What the parts of one pass over one VDC share. */
export type Pass = {
  deps: Deps
  fabric: FabricDriver
  view: VdcView
  seen: Map<string, Seen>
  now: Date
  /** `name@version` → boundary */
  boundaries: Record<string, ClassBoundary>
  /** Specs sent before and accepted, by instance: what did not change is not sent again. Only an economy. */
  sent: Map<string, string>
  /** Nodes that gave no answer: when they first did not. Forgotten with the process. */
  silentSince: Map<string, Date>
  /** Components something is in the way of: since when, ms. Forgotten with the process. */
  obstacles: Map<string, number>
  /** Longest wait for a verb that changes something. */
  signal: AbortSignal
  onTrouble: (error: unknown, what: string) => void
  inVdc: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

export const passOver = (parts: Omit<Pass, "inVdc">): Pass => ({
  ...parts,
  inVdc: (work) => inTenant(parts.deps.db, systemScope(parts.view.tenantId), work),
})

export const nodesOf = (pass: Pass): NodeRow[] => pass.view.assignments.map((a) => a.node)
export const nodeName = (pass: Pass, nodeId: string | null): string =>
  nodesOf(pass).find((n) => n.id === nodeId)?.name ?? "a node that left the data center"

/** Up in the database and answering in this pass: may be given work. */
export const isUsable = (pass: Pass, nodeId: string | null): nodeId is string => {
  const node = nodesOf(pass).find((n) => n.id === nodeId)
  return node !== undefined && node.state !== "down" && pass.seen.get(node.id)?.sight === "report"
}

export const isDraining = (pass: Pass, nodeId: string | null): boolean =>
  nodesOf(pass).some((n) => n.id === nodeId && n.state === "draining")

/**
 * What the node an instance is on is to do with it: one that leaves a node being emptied is stopped there though it is wanted, and
 * nothing is started against a partner who evacuates a member.
 */
export function wantedHere(pass: Pass, component: ComponentRow): ComponentRow["wanted"] {
  const node = nodesOf(pass).find((n) => n.id === component.nodeId)
  if (component.wanted !== "running" || node?.state !== "draining") return component.wanted
  return node.evacuated || component.movingSince !== null ? "stopped" : "running"
}

export const boundaryOf = (pass: Pass, component: Pick<ComponentRow, "className" | "classVersion">): ClassBoundary => {
  const boundary = pass.boundaries[`${component.className}@${component.classVersion}`]
  if (!boundary) throw new Error(`no boundary of ${component.className}@${component.classVersion} in the catalog`)
  return boundary
}

/** Volumes that belong to an instance now. */
export const volumesOf = (pass: Pass, component: ComponentRow) =>
  pass.view.volumes.filter(
    (v) =>
      v.trashedAt === null &&
      v.applicationId === component.applicationId &&
      v.componentName === component.name &&
      v.componentIndex === component.index,
  )
