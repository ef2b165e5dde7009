import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { isSameSize, nameOfSize, type Size, slugsOfSize } from "./core/member-size"
import type { MemberNode, MemberState } from "./core/plan-members"

const shape = {
  machineClass: true,
  assignments: {
    where: { endsAt: null },
    select: { tenantId: true, vdcId: true, vdc: { select: { name: true, tenant: { select: { name: true } } } } },
  },
} satisfies Prisma.NodeInclude
export type MemberRow = MemberNode & Prisma.NodeGetPayload<{ include: typeof shape }>

/** The nodes of a data center that are members of its cluster, with who has them: sees all tenants. */
export async function findMemberNodes(tx: Tx, dataCenterId: string): Promise<MemberRow[]> {
  const rows = await tx.node.findMany({
    where: { dataCenterId, memberName: { not: null }, state: { not: "retired" } },
    include: shape,
    orderBy: { name: "asc" },
  })
  return rows.map((row) => ({
    ...row,
    memberName: row.memberName ?? "",
    measured: row.measured as Size | null,
    isHeld: row.assignments.length > 0,
  }))
}

export const findMemberNames = (tx: Tx, dataCenterId: string) =>
  tx.node.findMany({
    where: { dataCenterId, memberName: { not: null }, state: { not: "retired" } },
    select: { id: true, memberName: true },
    orderBy: { id: "asc" },
  })

export const findNodeNames = async (tx: Tx, dataCenterId: string): Promise<Set<string>> =>
  new Set((await tx.node.findMany({ where: { dataCenterId }, select: { name: true } })).map((row) => row.name))

type NewMember = {
  dataCenterId: string
  machineClassId: string
  name: string
  memberName: string
  measured: Size
  runsVms: boolean
}

export async function insertMemberNode(tx: Tx, node: NewMember): Promise<void> {
  // Engines do not say where a machine stands.
  await tx.node.create({ data: { id: newId(), ...node, rack: "r1", memberState: "online" } })
}

export async function noteMember(
  tx: Tx,
  nodeId: string,
  news: { memberState?: MemberState; measured?: Size | null; runsVms?: boolean },
): Promise<void> {
  const { memberState, measured, runsVms } = news
  await tx.node.updateMany({
    where: { id: nodeId },
    data: {
      ...(memberState ? { memberState } : {}),
      ...(measured ? { measured } : {}),
      ...(runsVms === undefined ? {} : { runsVms }),
    },
  })
}

/** A retired node is nobody's member: one of that name may come again. */
export async function forgetMember(tx: Tx, nodeIds: string[]): Promise<void> {
  await tx.node.updateMany({ where: { id: { in: nodeIds } }, data: { memberName: null, memberState: null } })
}

/**
 * Its member is back. Compare-and-set: only what is drained for its member goes back, never what a VDC gave back and is not empty yet;
 * what the provider wants empty stays so. True when it takes work again.
 */
export async function restoreNode(tx: Tx, nodeId: string, to: "assigned" | "available"): Promise<boolean> {
  const held = to === "assigned" ? { some: { endsAt: null } } : { none: { endsAt: null } }
  const drained = { id: nodeId, state: "draining", evacuated: true, assignments: held } as const
  await tx.node.updateMany({ where: { ...drained, drainReason: { not: null } }, data: { evacuated: false } })
  const { count } = await tx.node.updateMany({ where: drained, data: { state: to, evacuated: false } })
  return count === 1
}

const findClassOfSize = async (tx: Tx, { cores, memoryMib, diskGib, networkMbps }: Size) =>
  tx.machineClass.findFirst({ where: { cores, memoryMib, diskGib, networkMbps }, orderBy: { id: "asc" } })

/** The class a size is of, or would be. */
export async function classOfSize(tx: Tx, size: Size): Promise<{ slug: string; name: string; isNew: boolean }> {
  const found = await findClassOfSize(tx, size)
  if (found) return { slug: found.slug, name: found.name, isNew: false }
  const [slug, longer] = slugsOfSize(size)
  const isTaken = (await tx.machineClass.count({ where: { slug } })) > 0
  return { slug: isTaken ? longer : slug, name: nameOfSize(size), isNew: true }
}

/** Finds the class of a size or makes it; two who need it at once get the same one. */
export async function ensureClassOfSize(tx: Tx, size: Size): Promise<string> {
  const found = await findClassOfSize(tx, size)
  if (found) return found.id
  const { cores, memoryMib, diskGib, networkMbps } = size
  for (const slug of slugsOfSize(size)) {
    const row = { id: newId(), slug, name: nameOfSize(size), cores, memoryMib, diskGib, networkMbps }
    await tx.machineClass.createMany({ data: [row], skipDuplicates: true })
    const there = await tx.machineClass.findUnique({ where: { slug } })
    if (there && isSameSize(there, size)) return there.id
  }
  throw new Error(`there are other machine classes called ${slugsOfSize(size).join(" and ")}`)
}
