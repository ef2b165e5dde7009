import type { Db } from "@/server/db"
import { hashPassword, hashToken, prefixOf } from "@/server/domain/identity"
import { findUserId, keyIsKnown, putKey, putOwner, putTenant, putUser } from "./account-store"

export type AccountSecrets = {
  providerPassword: string
  providerApiKey: string
  tenantPassword: string
  tenantApiKey: string
}

export type SeededAccounts = { provider: { email: string }; tenant: { id: string; slug: string; email: string } }

const provider = { email: "provider@gridline.example", name: "Gridline provider" }
const owner = { email: "demo@gridline.example", name: "Demo owner" }
const company = { slug: "demo", name: "Demo company" }

/**
 * The provider's account and a company to try things in. A key that is known says that these secrets were seeded before: then the
 * accounts stay as their people have made them, a changed password or a revoked key included. New secrets take the place of old.
 */
export async function seedAccounts(db: Db, secrets: AccountSecrets): Promise<SeededAccounts> {
  await seedAccount(db, {
    ...provider,
    isProvider: true,
    password: secrets.providerPassword,
    apiKey: secrets.providerApiKey,
  })
  const tenant = await putTenant(db, company)
  await seedAccount(db, {
    ...owner,
    isProvider: false,
    password: secrets.tenantPassword,
    apiKey: secrets.tenantApiKey,
    tenantId: tenant.id,
  })
  return { provider: { email: provider.email }, tenant: { id: tenant.id, slug: tenant.slug, email: owner.email } }
}

type Account = {
  email: string
  name: string
  isProvider: boolean
  password: string
  apiKey: string
  tenantId?: string
}

async function seedAccount(db: Db, account: Account): Promise<void> {
  const { email, name, isProvider, apiKey } = account
  const keyHash = hashToken(apiKey)
  if ((await keyIsKnown(db, keyHash)) && (await findUserId(db, email))) return
  const user = await putUser(db, { email, name, isProvider, passwordHash: await hashPassword(account.password) })
  const tenantId = account.tenantId ?? null
  if (tenantId) await putOwner(db, tenantId, user.id)
  const role = tenantId ? "owner" : null
  await putKey(db, { tenantId, userId: user.id, name: "First key", prefix: prefixOf(apiKey), keyHash, role })
}
