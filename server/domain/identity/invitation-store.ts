import type { TenantRole } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

export type NewInvitation = {
  tenantId: string
  email: string
  role: TenantRole
  tokenHash: string
  invitedById: string
  createdAt: Date
  expiresAt: Date
}

export const createInvitation = (tx: Tx, invitation: NewInvitation) => tx.invitation.create({ data: invitation })

export const findInvitation = (tx: Tx, tenantId: string, id: string) =>
  tx.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } })

export const findInvitations = (tx: Tx, tenantId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.invitation.findMany({ where: { tenantId, ...after }, orderBy: { id: "desc" }, take })
}

/** Needs the setting `app.token_hash`: the holder of the link sees its row and the company's name. */
export const findHeldInvitation = (tx: Tx, tokenHash: string) =>
  tx.invitation.findUnique({ where: { tokenHash }, include: { tenant: { select: { name: true, slug: true } } } })

const open = (now: Date) => ({ acceptedAt: null, revokedAt: null, expiresAt: { gt: now } })

/** Compare-and-set: of two that accept at once one gets true. */
export async function markAccepted(tx: Tx, tenantId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({ where: { tenantId, id, ...open(now) }, data: { acceptedAt: now } })
  return count === 1
}

export async function markRevoked(tx: Tx, tenantId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({
    where: { tenantId, id, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  })
  return count === 1
}

/** A new invitation to the same address takes the place of the open one. */
export async function revokeOpenFor(tx: Tx, tenantId: string, email: string, now: Date): Promise<void> {
  await tx.invitation.updateMany({
    where: { tenantId, email, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  })
}

/** New link, new term; also for one that expired. False: accepted or revoked meanwhile. */
export async function renewInvitation(
  tx: Tx,
  tenantId: string,
  id: string,
  link: { tokenHash: string; expiresAt: Date },
): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({
    where: { tenantId, id, acceptedAt: null, revokedAt: null },
    data: link,
  })
  return count === 1
}
