import type { NodeReport } from "@/server/fabric/fabric-driver"
import { isDraining, type Pass } from "./pass"
import { copiesOn, placedOn } from "./vdc-view-store"

/** Its new first copy has not been seen yet: until then the one it comes from is kept. */
function isAwaited(pass: Pass, volumeId: string): boolean {
  const primary = pass.view.volumes.find((v) => v.id === volumeId)?.replicas.find((r) => r.role === "primary")
  if (!primary) return false
  const copies = pass.seen.get(primary.nodeId)?.report?.volumes ?? []
  return !copies.some((v) => v.volumeId === volumeId && v.role === "primary")
}

/**
 * Removes from a node what the database does not place there. What is to go is asked of the database again right before, since the
 * view may be older than a placement. Returns how many things went; null when some of it could not be removed yet.
 */
export async function cleanNode(pass: Pass, nodeId: string, report: NodeReport): Promise<number | null> {
  const strangers = report.instances.filter(
    ({ instanceId }) => !pass.view.components.some((c) => c.id === instanceId && c.nodeId === nodeId),
  )
  const oldCopies = report.volumes.filter(
    ({ volumeId }) =>
      !pass.view.volumes.some((v) => v.id === volumeId && v.replicas.some((r) => r.nodeId === nodeId)) &&
      !(isDraining(pass, nodeId) && isAwaited(pass, volumeId)),
  )
  if (strangers.length + oldCopies.length === 0) return 0
  const { placed, copies } = await pass.inVdc(async (tx) => ({
    placed: await placedOn(
      tx,
      nodeId,
      strangers.map((i) => i.instanceId),
    ),
    copies: await copiesOn(
      tx,
      nodeId,
      oldCopies.map((v) => v.volumeId),
    ),
  }))
  let removed = 0
  try {
    for (const { instanceId } of strangers.filter((i) => !placed.has(i.instanceId))) {
      await pass.fabric.removeInstance({ nodeId, instanceId }, pass.signal)
      pass.sent.delete(instanceId)
      removed++
    }
    for (const { volumeId } of oldCopies.filter((v) => !copies.has(v.volumeId))) {
      await pass.fabric.removeVolume({ nodeId, volumeId }, pass.signal)
      removed++
    }
  } catch (error) {
    pass.onTrouble(error, `clean node ${nodeId}`)
    return null
  }
  return removed
}
