import type { TenantRole } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"
import { showCompany, showOwnMemberships } from "./tenant-store"

export type NewApiKey = {
  tenantId: string | null
  userId: string
  name: string
  prefix: string
  keyHash: string
  role: TenantRole | null
  expiresAt: Date | null
  createdAt: Date
}

export const createKey = (tx: Tx, key: NewApiKey) => tx.apiKey.create({ data: key })

/** Keys that were not revoked, expired ones among them. */
export const findKeys = (tx: Tx, tenantId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.apiKey.findMany({ where: { tenantId, revokedAt: null, ...after }, orderBy: { id: "desc" }, take })
}

export const findKey = (tx: Tx, tenantId: string, id: string) =>
  tx.apiKey.findUnique({ where: { tenantId_id: { tenantId, id } } })

export async function markKeyRevoked(tx: Tx, tenantId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({ where: { tenantId, id, revokedAt: null }, data: { revokedAt: now } })
  return count === 1
}

export async function revokeKeysOf(tx: Tx, tenantId: string, userId: string, now: Date): Promise<number> {
  const { count } = await tx.apiKey.updateMany({
    where: { tenantId, userId, revokedAt: null },
    data: { revokedAt: now },
  })
  return count
}

export type HeldKey = {
  id: string
  tenantId: string | null
  userId: string
  role: TenantRole | null
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
  /** What its maker is now; null: no longer a member. */
  makersRole: TenantRole | null
  makerIsProvider: boolean
}

/** Needs the setting `app.token_hash`. Afterwards the transaction sees the key's company. */
export async function findHeldKey(tx: Tx, keyHash: string): Promise<HeldKey | null> {
  const key = await tx.apiKey.findUnique({ where: { keyHash } })
  if (!key) return null
  await showOwnMemberships(tx, key.userId)
  if (key.tenantId !== null) await showCompany(tx, key.tenantId)
  const makers = await tx.$queryRaw<{ isProvider: boolean; role: TenantRole | null }[]>`
    SELECT u.is_provider AS "isProvider", m.role::text AS role FROM "user" u
    LEFT JOIN membership m ON m.user_id = u.id AND m.tenant_id = ${key.tenantId}::uuid
    WHERE u.id = ${key.userId}::uuid`
  const maker = makers[0]
  return { ...key, makersRole: maker?.role ?? null, makerIsProvider: maker?.isProvider ?? false }
}

/** Of a company's key. The provider's belongs to none, and the web's role may read it but not write. */
export async function touchKey(tx: Tx, tenantId: string, id: string, now: Date): Promise<void> {
  await tx.apiKey.updateMany({ where: { tenantId, id }, data: { lastUsedAt: now } })
}
