import type { z } from "zod"
import type { ApiKeyOut, CreateApiKey, CreatedApiKeyOut } from "@/lib/schemas/identity"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Page, type PageRequest, toPage } from "../page"
import { createKey, findKey, findKeys, markKeyRevoked } from "./api-key-store"
import { exceeds } from "./core/bounded-role"
import { newApiKey, prefixOf } from "./secret-token"

type ApiKey = z.input<typeof ApiKeyOut>
type KeyRow = {
  id: string
  name: string
  prefix: string
  role: ApiKey["role"]
  expiresAt: Date | null
  lastUsedAt: Date | null
  createdAt: Date
}

const toApiKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  role: row.role,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
})

export const listApiKeys = ({ db }: Deps, scope: TenantScope, page: PageRequest): Promise<Page<ApiKey>> =>
  inTenant(db, scope, async (tx) => toPage(await findKeys(tx, scope.tenantId, page), page.limit, toApiKey))

/** The key itself is in this answer and nowhere else. */
export function createApiKey(
  { db, clock }: Deps,
  scope: TenantScope,
  { name, role, expiresInDays }: z.output<typeof CreateApiKey>,
): Promise<z.input<typeof CreatedApiKeyOut>> {
  const { userId } = scope.actor
  if (userId === null || scope.role === "system") throw new DomainError("forbidden", "A key belongs to a person.")
  if (exceeds(role, scope.role))
    throw new DomainError(
      "forbidden",
      `A key may not do more than you may (${scope.role}). Choose a lesser role.`,
      "role",
    )
  const now = clock.now()
  const expiresAt = expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * 86_400_000)
  const { token: key, hash: keyHash } = newApiKey()
  const { tenantId } = scope
  return inTenant(db, scope, async (tx) => {
    const row = { tenantId, userId, name, prefix: prefixOf(key), keyHash, role, expiresAt, createdAt: now }
    const created = await createKey(tx, row)
    await recordAudit(tx, scope, {
      action: "api_key.create",
      subjectType: "api_key",
      subjectId: created.id,
      after: { name, role, prefix: row.prefix, expiresAt: expiresAt?.toISOString() ?? null },
    })
    return { ...toApiKey(created), key }
  })
}

export const revokeApiKey = ({ db, clock }: Deps, scope: TenantScope, id: string) =>
  inTenant(db, scope, async (tx) => {
    const key = await findKey(tx, scope.tenantId, id)
    if (!key || !(await markKeyRevoked(tx, scope.tenantId, id, clock.now()))) throw notFound("API key")
    await recordAudit(tx, scope, {
      action: "api_key.revoke",
      subjectType: "api_key",
      subjectId: id,
      before: { name: key.name, role: key.role, prefix: key.prefix },
    })
    return { ok: true as const, message: `The key ${key.name} no longer works.` }
  })
