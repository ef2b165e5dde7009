import type { NodeReport } from "@/server/fabric/fabric-driver"
import type { Pass } from "./pass"
import { copiesOn, placedOn } from "./vdc-view-store"

/**
 * Removes from a node what the database does not place there. What is to go is asked of the database again right before, since the
 * view may be older than a placement. Returns how many things went; null when some of it could not be removed yet.
 */
export async function cleanNode(pass: Pass, nodeId: string, report: NodeReport): Promise<number | null> {
  const strangers = report.instances.filter(
    ({ instanceId }) => !pass.view.components.some((c) => c.id === instanceId && c.nodeId === nodeId),
  )
  const oldCopies = report.volumes.filter(
    ({ volumeId }) => !pass.view.volumes.some((v) => v.id === volumeId && v.replicas.some((r) => r.nodeId === nodeId)),
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
