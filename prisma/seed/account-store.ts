import { newId } from "@/lib/ids"
import type { TenantRole } from "@/lib/schemas/identity"
import type { Db } from "@/server/db"

export const keyIsKnown = async (db: Db, keyHash: string): Promise<boolean> =>
  (await db.apiKey.count({ where: { keyHash } })) > 0

/** Makes the account, or when it is there gives it this password. */
export const putUser = (db: Db, user: { email: string; name: string; passwordHash: string; isProvider: boolean }) =>
  db.user.upsert({
    where: { email: user.email },
    create: { ...user, emailVerifiedAt: new Date() },
    update: { passwordHash: user.passwordHash },
  })

export const findUserId = async (db: Db, email: string): Promise<string | null> =>
  (await db.user.findUnique({ where: { email }, select: { id: true } }))?.id ?? null

export const putTenant = (db: Db, tenant: { slug: string; name: string }) =>
  db.tenant.upsert({ where: { slug: tenant.slug }, create: { ...tenant, billingAnchor: new Date() }, update: {} })

export async function putOwner(db: Db, tenantId: string, userId: string): Promise<void> {
  const data = { id: newId(), tenantId, userId, role: "owner" as const }
  await db.membership.createMany({ data: [data], skipDuplicates: true })
}

export type SeedKey = {
  tenantId: string | null
  userId: string
  name: string
  prefix: string
  keyHash: string
  role: TenantRole | null
}

/** The first key of an account; one that an earlier file of credentials held ends. */
export async function putKey(db: Db, key: SeedKey): Promise<void> {
  const { userId, tenantId, name } = key
  await db.apiKey.updateMany({ where: { userId, tenantId, name, revokedAt: null }, data: { revokedAt: new Date() } })
  await db.apiKey.create({ data: key })
}
