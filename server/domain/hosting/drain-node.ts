import type { Tx } from "@/server/db"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { recordEvent } from "../monitoring"
import { classesOf, type DrainPlan, loadDrain, meanMoveMs, planDrain } from "../placement"
import { clearDrain, wakeVdc, writeDrain } from "./drain-store"
import { findNodeAcrossTenants, type ProviderNodeRow } from "./node-store"
import { toDrainPreviewOut } from "./to-drain-preview-out"
import { toProviderNodeOut } from "./to-hosting-out"

async function findNode(tx: Tx, nodeId: string): Promise<ProviderNodeRow> {
  const node = await findNodeAcrossTenants(tx, nodeId)
  if (!node) throw notFound("node")
  return node
}

/** What emptying the node would do, by the plan the loop will follow. Changes nothing. */
export async function previewDrain(deps: Deps, _scope: ProviderScope, nodeId: string) {
  const node = await findNode(deps.providerDb, nodeId)
  const holder = node.assignments[0]
  const { kind } = deps.fabricOf(node.dataCenter)
  if (!holder) return toDrainPreviewOut({ node, fabric: kind, nodes: [], plan: nothing, facts: new Map() })
  const { snapshot, classes, means } = await deps.providerDb.$transaction(async (tx) => ({
    snapshot: await loadDrain(tx, holder.vdcId, node.id),
    classes: await classesOf(tx, holder.vdcId),
    means: await meanMoveMs(tx),
  }))
  const facts = new Map(
    snapshot.instances.map(({ demand, startOrder }) => [
      demand.id,
      { startOrder, measuredMs: means.get(classes.get(demand.id) ?? "") ?? null },
    ]),
  )
  return toDrainPreviewOut({ node, fabric: kind, nodes: snapshot.fleet.nodes, plan: planDrain(snapshot), facts })
}

const nothing: DrainPlan = { instances: [], volumes: [] }

/** Writes the wish; whoever has the node reads who empties it and why. Again on a node that is being emptied: nothing. */
export async function drainNode(deps: Deps, scope: ProviderScope, nodeId: string, reason: string) {
  return deps.providerDb.$transaction(async (tx) => {
    const node = await findNode(tx, nodeId)
    if (node.state === "retired")
      throw new DomainError("conflict", `${node.name} is retired. Only nodes in service can be emptied.`)
    const isNew = await writeDrain(tx, nodeId, reason, deps.clock.now())
    if (!isNew && node.drainReason === null)
      throw new DomainError("conflict", `${node.name} was just given back and is being emptied already.`)
    if (isNew)
      await tell(tx, scope, node, {
        action: "node.drain",
        severity: "warning",
        message: `The provider empties ${node.name}: ${reason}. What runs on it moves to other nodes, one after the other.`,
        after: { reason },
      })
    return toProviderNodeOut(await findNode(tx, nodeId))
  })
}

/** It takes work again; what moved away stays where it is now. */
export async function undrainNode(deps: Deps, scope: ProviderScope, nodeId: string) {
  return deps.providerDb.$transaction(async (tx) => {
    const node = await findNode(tx, nodeId)
    if (await clearDrain(tx, nodeId, node.assignments.length > 0))
      await tell(tx, scope, node, {
        action: "node.undrain",
        severity: "info",
        message: `The provider no longer empties ${node.name}: it takes work again.`,
        after: null,
      })
    return toProviderNodeOut(await findNode(tx, nodeId))
  })
}

type News = { action: string; severity: "info" | "warning"; message: string; after: { reason: string } | null }

async function tell(tx: Tx, scope: ProviderScope, node: ProviderNodeRow, news: News): Promise<void> {
  const holder = node.assignments[0]
  await recordAudit(
    tx,
    { tenantId: holder?.tenantId ?? null, actor: scope.actor },
    {
      action: news.action,
      subjectType: "node",
      subjectId: node.id,
      before: { state: node.state, drainReason: node.drainReason },
      after: news.after,
    },
  )
  if (!holder) return
  const { tenantId, vdcId } = holder
  await recordEvent(tx, { tenantId, vdcId, severity: news.severity, kind: news.action, message: news.message })
  await wakeVdc(tx, vdcId)
}
