import type { Tx } from "@/server/db"
import type { ClusterMember } from "@/server/fabric/cluster-gate"
import { type Actor, systemActor } from "../access"
import { recordAudit } from "../audit"
import { recordEvent } from "../monitoring"
import { memberNodeName, nameOfSize, type Size } from "./core/member-size"
import { type MemberAct, planMembers } from "./core/plan-members"
import { lockDataCenter } from "./data-center-store"
import {
  ensureClassOfSize,
  findMemberNodes,
  findNodeNames,
  forgetMember,
  insertMemberNode,
  type MemberRow,
  noteMember,
  restoreNode,
} from "./member-store"
import { moveNodes } from "./node-store"

/**
 * Makes the nodes of a data center what its cluster says its members are; to be given what a cluster really answered, and never an
 * empty list (one that has no members does not answer). Nothing is deleted: nodes are retired, and whoever has one is told. Returns
 * how many things changed.
 */
export async function syncMembers(
  tx: Tx,
  dataCenterId: string,
  members: readonly ClusterMember[],
  actor: Actor = systemActor,
): Promise<number> {
  const site = await lockDataCenter(tx, dataCenterId)
  const acts = planMembers(await findMemberNodes(tx, dataCenterId), members)
  const taken = await findNodeNames(tx, dataCenterId)
  for (const act of acts) {
    if (act.kind === "add") {
      const name = memberNodeName(site.slug, act.member.name, taken)
      taken.add(name)
      await addMember(tx, { id: site.id, name }, act, actor)
    } else await change(tx, act, actor)
  }
  return acts.length
}

type Act<K extends MemberAct<MemberRow>["kind"]> = Extract<MemberAct<MemberRow>, { kind: K }>

async function addMember(tx: Tx, node: { id: string; name: string }, act: Act<"add">, actor: Actor): Promise<void> {
  const machineClassId = await ensureClassOfSize(tx, act.size)
  const { name: memberName, runsVms } = act.member
  const { id: dataCenterId, name } = node
  await insertMemberNode(tx, { dataCenterId, machineClassId, name, memberName, measured: act.size, runsVms })
  await recordAudit(
    tx,
    { tenantId: null, actor },
    {
      action: "node.appear",
      subjectType: "data_center",
      subjectId: dataCenterId,
      after: { node: name, member: memberName, size: nameOfSize(act.size) },
    },
  )
}

async function change(tx: Tx, act: Exclude<MemberAct<MemberRow>, { kind: "add" }>, actor: Actor): Promise<void> {
  const { node } = act
  switch (act.kind) {
    case "note":
      return noteMember(tx, node.id, act)
    case "retire":
      if ((await moveNodes(tx, [node.id], "retire")) === 0) return
      await forgetMember(tx, [node.id])
      return tell(tx, node, actor, { action: "node.retire", severity: "warning", message: "" })
    case "lose":
      await noteMember(tx, node.id, { memberState: "gone" })
      return tell(tx, node, actor, {
        action: "node.gone",
        severity: "error",
        message: `${node.name} is no longer in its cluster: the partner took it out. What ran on it starts elsewhere if there is room.`,
      })
    case "drain":
      if ((await moveNodes(tx, [node.id], "drain")) === 0) return
      return tell(tx, node, actor, {
        action: "node.drain",
        severity: "warning",
        message: `The partner is emptying ${node.name}. Nothing new is placed on it until it is back.`,
      })
    case "restore":
      if (!(await restoreNode(tx, node.id, node.isHeld ? "assigned" : "available"))) return
      return tell(tx, node, actor, {
        action: "node.restore",
        severity: "info",
        message: `The partner is done with ${node.name}: it takes work again.`,
      })
    case "resize":
      await noteMember(tx, node.id, { measured: act.to })
      return tell(tx, node, actor, {
        action: "node.resize",
        severity: shrank(act.from, act.to) ? "warning" : "info",
        message: `${node.name} has ${nameOfSize(act.to)} now and had ${nameOfSize(act.from)}. It counts as ${node.machineClass.name}, as before.`,
        before: act.from,
        after: act.to,
      })
  }
}

const shrank = (from: Size, to: Size): boolean =>
  to.cores < from.cores || to.memoryMib < from.memoryMib || to.diskGib < from.diskGib

type News = {
  action: string
  severity: "info" | "warning" | "error"
  message: string
  before?: Size
  after?: Size
}

/** Kept for the provider; whoever has the node reads it among its own events too. */
async function tell(tx: Tx, node: MemberRow, actor: Actor, news: News): Promise<void> {
  const holder = node.assignments[0]
  await recordAudit(
    tx,
    { tenantId: holder?.tenantId ?? null, actor },
    {
      action: news.action,
      subjectType: "node",
      subjectId: node.id,
      before: { member: node.memberName, state: node.state, ...news.before },
      after: news.after ?? null,
    },
  )
  if (!holder) return
  const { tenantId, vdcId } = holder
  await recordEvent(tx, { tenantId, vdcId, severity: news.severity, kind: news.action, message: news.message })
}
