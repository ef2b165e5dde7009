import { mayDo, type Permission } from "@/lib/permissions"
import type { TenantRole } from "@/lib/schemas/identity"
import type { Db } from "@/server/db"
import { DomainError, notFound } from "../domain-error"
import {
  type Actor,
  makeProviderScope,
  makeTenantScope,
  type ProviderScope,
  type TenantScope,
  withSetting,
} from "./tenant-scope"

/** Who is at the door, as the transport proved it. */
export type Caller =
  | { kind: "session"; userId: string; sessionId: string; isProvider: boolean; address: string }
  | {
      kind: "api_key"
      keyId: string
      userId: string
      /** Null: the provider's key. */
      tenantId: string | null
      role: TenantRole | null
      address: string
    }

const actorOf = (caller: Caller): Actor => ({
  kind: caller.kind === "session" ? "user" : "api_key",
  userId: caller.userId,
  address: caller.address,
})

function check(role: TenantRole, permission: Permission): void {
  if (!mayDo(role, permission))
    throw new DomainError("forbidden", `Your role (${role}) may not do this. Ask an owner or admin of the company.`)
}

/** Stranger: `not_found`; member without the permission: `forbidden`. */
export async function openTenant(
  db: Db,
  caller: Caller,
  tenantId: string | undefined,
  permission: Permission,
): Promise<TenantScope> {
  if (caller.kind === "api_key") {
    if (caller.tenantId === null || caller.role === null) throw notFound("company for this key")
    if (tenantId !== undefined && tenantId !== caller.tenantId) throw notFound("company")
    check(caller.role, permission)
    return makeTenantScope(caller.tenantId, caller.role, actorOf(caller))
  }
  if (tenantId === undefined) throw new DomainError("invalid", "Say which company: tenantId is missing.", "tenantId")
  const membership = await withSetting(db, "app.user_id", caller.userId, (tx) =>
    tx.membership.findUnique({ where: { tenantId_userId: { tenantId, userId: caller.userId } } }),
  )
  if (!membership) throw notFound("company")
  check(membership.role, permission)
  return makeTenantScope(tenantId, membership.role, actorOf(caller))
}

export function openProvider(caller: Caller): ProviderScope {
  const allowed = caller.kind === "session" ? caller.isProvider : caller.tenantId === null
  // Not "forbidden": who is not provider staff learns nothing about what is here.
  if (!allowed) throw notFound("page")
  return makeProviderScope({ ...actorOf(caller), kind: "provider" })
}
