import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

export type TenantRow = {
  id: string
  slug: string
  name: string
  currency: string
  timeZone: string
  createdAt: Date
  vdcs: number
  nodes: number
  members: number
}

/** All tenants with what they have now: for the provider's role. */
export async function findTenants(tx: Tx, page: PageRequest): Promise<TenantRow[]> {
  const { take, ...after } = pageQuery(page)
  const tenants = await tx.tenant.findMany({
    where: after,
    orderBy: { id: "desc" },
    take,
    include: { _count: { select: { vdcs: { where: { state: { not: "closed" } } }, memberships: true } } },
  })
  const nodes = await tx.nodeAssignment.groupBy({
    by: ["tenantId"],
    where: { tenantId: { in: tenants.map((tenant) => tenant.id) }, endsAt: null },
    _count: { _all: true },
  })
  const nodesOf = new Map(nodes.map((row) => [row.tenantId, row._count._all]))
  return tenants.map(({ _count, ...tenant }) => ({
    ...tenant,
    vdcs: _count.vdcs,
    members: _count.memberships,
    nodes: nodesOf.get(tenant.id) ?? 0,
  }))
}
