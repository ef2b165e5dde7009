import { type FabricDriver, FabricError, type NodeReport } from "@/server/fabric/fabric-driver"
import type { Sight } from "./core/judge-node"

export type Seen = { sight: Sight; report: NodeReport | null }

const patienceMs = 1_500

/** Asks all nodes at once, so that one slow node costs its own time-out and nobody else's time. */
export async function observeNodes(
  fabric: FabricDriver,
  nodeIds: readonly string[],
  onTrouble: (error: unknown, nodeId: string) => void,
): Promise<Map<string, Seen>> {
  const looks = nodeIds.map(async (nodeId): Promise<[string, Seen]> => {
    const timeout = AbortSignal.timeout(patienceMs)
    try {
      return [nodeId, { sight: "report", report: await fabric.inspectNode(nodeId, timeout) }]
    } catch (error) {
      if (timeout.aborted) return [nodeId, { sight: "silent", report: null }]
      if (error instanceof FabricError && error.code === "node_unreachable")
        return [nodeId, { sight: "refused", report: null }]
      // It answered something else: it is there, but not well. Treated as slow, and told.
      onTrouble(error, nodeId)
      return [nodeId, { sight: "silent", report: null }]
    }
  })
  return new Map(await Promise.all(looks))
}
