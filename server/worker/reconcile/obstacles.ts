import { noteComponent } from "@/server/domain/application"
import { FabricError } from "@/server/fabric/fabric-driver"
import { nodeName, type Pass } from "./pass"
import type { ComponentRow } from "./vdc-view-store"

/** What passes sooner is nobody's business: an answer that was lost, an engine that was busy, ms. */
const lastingMs = 5_000

/** On its way to run, and not there. */
const underWay: readonly string[] = ["absent", "creating", "starting"]

/**
 * What a fabric would not do for a component yet is tried again and again; once it lasts, people read why where the component is:
 * a full disk or a machine without memory is somebody's to mend.
 */
export async function noteObstacle(pass: Pass, component: ComponentRow, error: unknown, nodeId: string): Promise<void> {
  if (!(error instanceof FabricError) || component.wanted !== "running" || !underWay.includes(component.state)) return
  const now = pass.now.getTime()
  const since = pass.obstacles.get(component.id) ?? now
  pass.obstacles.set(component.id, since)
  if (now - since < lastingMs) return
  const reason = `${nodeName(pass, nodeId)}: ${error.message.replace(/\.$/, "")}. It is tried again.`
  if (component.reason === reason) return
  await pass.inVdc((tx) => noteComponent(tx, component.tenantId, component.id, { reason }))
}

/** It goes on: what was told is no longer so. */
export async function clearObstacle(pass: Pass, component: ComponentRow): Promise<void> {
  if (!pass.obstacles.delete(component.id)) return
  if (component.reason === null || !underWay.includes(component.state)) return
  await pass.inVdc((tx) => noteComponent(tx, component.tenantId, component.id, { reason: null }))
}
