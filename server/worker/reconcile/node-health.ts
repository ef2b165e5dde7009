import { mayComponentMove, moveComponent } from "@/server/domain/application"
import { setLevels } from "@/server/domain/metering"
import { recordEvent } from "@/server/domain/monitoring"
import { cleanNode } from "./clean-node"
import { judgeNode, type Sight } from "./core/judge-node"
import { componentLevels } from "./meter-vdc"
import { nodesOf, type Pass } from "./pass"
import { markNodeBack, markNodeDown, markNodeFenced, type NodeRow, noteNodeSeen } from "./vdc-view-store"

/** How often a heartbeat is written, ms: half of the shortest patience, so that it is never the reason for a verdict. */
const heartbeatMs = 700

/** Decides of every node whether it is there; returns true when something changed and the VDC must be read again. */
export async function checkNodes(pass: Pass): Promise<boolean> {
  const blind = isBlind(pass)
  const changed = await Promise.all(nodesOf(pass).map((node) => checkNode(pass, node, blind)))
  return changed.some(Boolean)
}

/**
 * More than half of the nodes silent at once is rather our own view of them, or their network: nothing is moved or fenced for it.
 * A closed door or power that is known to be off is proof, and does not count here.
 */
function isBlind(pass: Pass): boolean {
  const nodes = nodesOf(pass).filter((node) => node.state !== "down")
  const silent = nodes.filter((node) => pass.seen.get(node.id)?.sight === "silent")
  return silent.length > 1 && silent.length * 2 > nodes.length
}

async function checkNode(pass: Pass, node: NodeRow, blind: boolean): Promise<boolean> {
  const seen = pass.seen.get(node.id)
  if (!seen) return false
  const { lastSeenAt } = node
  const silentSince = noteSilence(pass.silentSince, node.id, seen.sight, pass.now)
  switch (judgeNode({ down: node.state === "down", lastSeenAt, silentSince }, seen.sight, pass.now)) {
    case "up":
      await heartbeat(pass, node)
      return false
    case "lost":
      return blind && seen.sight === "silent" ? false : loseNode(pass, node)
    case "still_down":
      return fenceNode(pass, node)
    case "returned":
      return takeBack(pass, node)
    case "missing":
      return false
  }
}

/** When the first look was that got no answer, of those since the last that got one: what was not asked cannot have been silent. */
export function noteSilence(silentSince: Map<string, Date>, nodeId: string, sight: Sight, at: Date): Date | null {
  if (sight !== "silent") {
    silentSince.delete(nodeId)
    return null
  }
  const since = silentSince.get(nodeId) ?? at
  silentSince.set(nodeId, since)
  return since
}

async function heartbeat(pass: Pass, node: NodeRow): Promise<void> {
  const report = pass.seen.get(node.id)?.report
  if (!report || (node.lastSeenAt && pass.now.getTime() - node.lastSeenAt.getTime() < heartbeatMs)) return
  const { bootId, cpuMillis, memoryMib: usedMemoryMib } = report
  await pass.inVdc((tx) => noteNodeSeen(tx, { id: node.id, bootId, cpuMillis, usedMemoryMib, at: pass.now }))
}

/** Its components are lost from when it was last seen: nobody pays for a dead node. */
async function loseNode(pass: Pass, node: NodeRow): Promise<boolean> {
  const { tenantId, id: vdcId } = pass.view
  const lost = pass.view.components.filter(
    (c) => c.nodeId === node.id && mayComponentMove(c.state, "lost") && c.state !== "stopped",
  )
  const lastSeen = node.lastSeenAt ?? pass.now
  const down = await pass.inVdc(async (tx) => {
    if (!(await markNodeDown(tx, node.id, pass.now))) return false
    for (const c of lost)
      await moveComponent(tx, c, "lost", pass.now, {
        reason: `${node.name} does not answer since ${lastSeen.toISOString().slice(11, 19)} UTC.`,
        inputs: {},
        usedCpuMillis: 0,
        usedMemoryMib: 0,
      })
    await setLevels(
      tx,
      lost.flatMap((c) => componentLevels(pass, c, false, lastSeen)),
    )
    const names = lost.map((c) => c.path).join(", ")
    await recordEvent(tx, {
      tenantId,
      vdcId,
      severity: "error",
      kind: "node.lost",
      message: `${node.name} does not answer. ${lost.length === 0 ? "Nothing ran on it." : `Lost with it: ${names}. They start elsewhere.`}`,
    })
    return true
  })
  if (down) await fenceNode(pass, { ...node, fencedAt: null })
  return true
}

/** Nothing is started elsewhere before what ran there is proven dead or cut off: split brain is a bug, slow is not. */
async function fenceNode(pass: Pass, node: NodeRow): Promise<boolean> {
  if (node.fencedAt) return false
  try {
    await pass.fabric.fence(node.id, pass.signal)
  } catch (error) {
    pass.onTrouble(error, `fence ${node.name}`)
    return false
  }
  await pass.inVdc((tx) => markNodeFenced(tx, node.id, pass.deps.clock.now()))
  return true
}

/** A node that answers again first loses what no longer belongs to it; only then is it used. */
async function takeBack(pass: Pass, node: NodeRow): Promise<boolean> {
  const report = pass.seen.get(node.id)?.report
  if (!report) return false
  const removed = await cleanNode(pass, node.id, report)
  if (removed === null) return false
  return pass.inVdc(async (tx) => {
    const to = node.drainReason !== null || node.evacuated ? "draining" : "assigned"
    if (!(await markNodeBack(tx, node.id, to, report.bootId, pass.now))) return false
    await recordEvent(tx, {
      tenantId: pass.view.tenantId,
      vdcId: pass.view.id,
      kind: "node.returned",
      message: `${node.name} is back. ${removed === 0 ? "Nothing on it was out of date." : `${removed === 1 ? "1 thing on it no longer belonged there and was" : `${removed} things on it no longer belonged there and were`} removed.`}`,
    })
    return true
  })
}
