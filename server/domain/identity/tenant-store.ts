import { newId } from "@/lib/ids"
import type { TenantRole } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

/**
 * Shows the rest of the transaction the rows of a company nobody has opened by a membership: at sign-up and when an invitation is
 * accepted, the two doors by which a membership comes to be, and for a key that proved itself.
 */
export async function showCompany(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`
}

/** Shows the rest of the transaction a person's own memberships and their companies. */
export async function showOwnMemberships(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`
}

export type NewTenant = { name: string; timeZone: string; now: Date }

/** Null: every candidate is taken. Other companies' rows are not visible here, so a taken slug shows as nothing written. */
export async function createTenant(
  tx: Tx,
  tenant: NewTenant,
  slugs: readonly string[],
): Promise<{ id: string; slug: string } | null> {
  const id = newId()
  await showCompany(tx, id)
  for (const slug of slugs) {
    const { count } = await tx.tenant.createMany({
      data: [
        { id, slug, name: tenant.name, timeZone: tenant.timeZone, billingAnchor: tenant.now, createdAt: tenant.now },
      ],
      skipDuplicates: true,
    })
    if (count === 1) return { id, slug }
  }
  return null
}

export const findTenant = (tx: Tx, id: string) => tx.tenant.findUnique({ where: { id } })

/** Held until the transaction ends: who counts owners counts them alone. */
export async function lockTenant(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${id}::uuid FOR NO KEY UPDATE`
}

/** Needs `showOwnMemberships`. */
export const findMemberships = (tx: Tx, userId: string, tenantId: string | null) =>
  tx.membership.findMany({
    where: { userId, ...(tenantId === null ? {} : { tenantId }) },
    include: { tenant: true },
    orderBy: { id: "asc" },
  })

/** False: already a member. */
export async function createMembership(tx: Tx, tenantId: string, userId: string, role: TenantRole): Promise<boolean> {
  const { count } = await tx.membership.createMany({
    data: [{ id: newId(), tenantId, userId, role }],
    skipDuplicates: true,
  })
  return count === 1
}

export const findMember = (tx: Tx, tenantId: string, userId: string) =>
  tx.membership.findUnique({ where: { tenantId_userId: { tenantId, userId } }, include: { user: true } })

export const findMembers = (tx: Tx, tenantId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.membership.findMany({
    where: { tenantId, ...after },
    include: { user: { select: { name: true, email: true } } },
    orderBy: { id: "desc" },
    take,
  })
}

export const countOwners = (tx: Tx, tenantId: string) => tx.membership.count({ where: { tenantId, role: "owner" } })

export const setMemberRole = (tx: Tx, tenantId: string, userId: string, role: TenantRole) =>
  tx.membership.update({
    where: { tenantId_userId: { tenantId, userId } },
    data: { role },
    include: { user: true },
  })

export const removeMembership = (tx: Tx, tenantId: string, userId: string) =>
  tx.membership.delete({ where: { tenantId_userId: { tenantId, userId } } })
