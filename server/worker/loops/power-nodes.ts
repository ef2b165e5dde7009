import type { Deps } from "@/server/domain/deps"
import { FabricError } from "@/server/fabric/fabric-driver"
import { nodesToWatch, noteFreeNode, type WatchedNode } from "./node-power-store"

const patienceMs = 1_500

const nodeSpec = (node: WatchedNode) => ({
  nodeId: node.id,
  name: node.name,
  cores: node.machineClass.cores,
  memoryMib: node.machineClass.memoryMib,
  diskGib: node.machineClass.diskGib,
  networkMbps: node.machineClass.networkMbps,
})

/**
 * Switches on every node that should have power and is part of this installation: when that starts. Members of a cluster are machines
 * elsewhere, which run on whatever happens here, and whose cluster may be slow to answer. One that was down before stays down until somebody
 * switches it on, so that a worker that starts again does not undo a loss or a drill. Nodes with work come first: `assigned` is done
 * when those are on, `all` when the free ones are, too.
 */
export function powerOnAll(
  deps: Deps,
  onTrouble: (error: unknown, what: string) => void,
): { assigned: Promise<number>; all: Promise<number> } {
  const switchOn = async (nodes: WatchedNode[]): Promise<number> => {
    let next = 0
    const lane = async () => {
      for (let node = nodes[next++]; node; node = nodes[next++]) {
        const { name } = node
        await deps
          .fabricOf(node.dataCenter)
          .powerOn(nodeSpec(node), AbortSignal.timeout(30_000))
          .catch((error: unknown) => onTrouble(error, `power on ${name}`))
      }
    }
    await Promise.all([lane(), lane(), lane(), lane()])
    return nodes.length
  }
  const wanted = nodesToWatch(deps.db).then((nodes) =>
    nodes.filter((n) => n.powerWanted && n.state !== "down" && n.dataCenter.fabric === "embedded"),
  )
  const assigned = wanted.then((nodes) => switchOn(nodes.filter((n) => n.assignments.length > 0)))
  const all = assigned.then(
    async (count) => count + (await switchOn((await wanted).filter((n) => n.assignments.length === 0))),
  )
  return { assigned, all }
}

/**
 * Looks after nodes that no VDC has: fresh ones are switched on, those that answer are noted. Nodes of a VDC are looked after by its
 * reconcile loop.
 */
export async function watchFreeNodes(deps: Deps, onTrouble: (error: unknown, what: string) => void): Promise<void> {
  const nodes = (await nodesToWatch(deps.db)).filter((n) => n.assignments.length === 0 && n.powerWanted)
  await Promise.all(
    nodes.map(async (node) => {
      try {
        const fabric = deps.fabricOf(node.dataCenter)
        if (node.lastSeenAt === null) await fabric.powerOn(nodeSpec(node), AbortSignal.timeout(30_000))
        const report = await fabric.inspectNode(node.id, AbortSignal.timeout(patienceMs))
        await noteFreeNode(deps.db, node.id, { bootId: report.bootId, at: deps.clock.now() })
      } catch (error) {
        if (error instanceof FabricError && error.code === "node_unreachable")
          await noteFreeNode(deps.db, node.id, null)
        else onTrouble(error, `watch ${node.name}`)
      }
    }),
  )
}
