import { createHash } from "node:crypto"
import { hash } from "@node-rs/argon2"
import type { Db } from "@/server/db"

export type AccountSecrets = {
  providerPassword: string
  providerApiKey: string
  tenantPassword: string
  tenantApiKey: string
}

const hashed = (key: string) => createHash("sha256").update(key).digest("hex")
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

async function ensureUser(db: Db, user: { email: string; name: string; password: string; isProvider: boolean }): Promise<string> {
  const found = await db.user.findUnique({ where: { email: user.email } })
  if (found) return found.id
  const { password, ...rest } = user
  const row = await db.user.create({
    data: { ...rest, passwordHash: await hash(password, argon), emailVerifiedAt: new Date() },
  })
  return row.id
}

async function ensureKey(db: Db, key: string, owner: { userId: string; tenantId: string | null; name: string }): Promise<void> {
  if (await db.apiKey.findUnique({ where: { keyHash: hashed(key) } })) return
  await db.apiKey.create({
    data: { ...owner, prefix: key.slice(0, 7), keyHash: hashed(key), role: owner.tenantId ? "owner" : null },
  })
}

/** The provider's account and the demo company. Made once; later changes of theirs are kept. */
export async function seedAccounts(
  db: Db,
  secrets: AccountSecrets,
): Promise<{ provider: { email: string }; tenant: { id: string; slug: string; email: string } }> {
  const provider = { email: "provider@gridline.example", name: "Provider", password: secrets.providerPassword, isProvider: true }
  const demo = { email: "demo@gridline.example", name: "Dana Demo", password: secrets.tenantPassword, isProvider: false }
  const providerId = await ensureUser(db, provider)
  await ensureKey(db, secrets.providerApiKey, { userId: providerId, tenantId: null, name: "First start" })
  const demoId = await ensureUser(db, demo)
  const tenant =
    (await db.tenant.findUnique({ where: { slug: "demo" } })) ??
    (await db.tenant.create({ data: { slug: "demo", name: "Demo company", billingAnchor: new Date() } }))
  await db.membership.upsert({
    where: { tenantId_userId: { tenantId: tenant.id, userId: demoId } },
    create: { tenantId: tenant.id, userId: demoId, role: "owner" },
    update: {},
  })
  await ensureKey(db, secrets.tenantApiKey, { userId: demoId, tenantId: tenant.id, name: "First start" })
  return { provider: { email: provider.email }, tenant: { id: tenant.id, slug: tenant.slug, email: demo.email } }
}
