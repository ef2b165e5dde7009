import type { TenantRole } from "@/lib/schemas/identity"
import type { Db, Tx } from "@/server/db"

declare const opened: unique symbol

/** Who acts: kept on audit events, operations and revisions. */
export type Actor = { kind: "user" | "api_key" | "provider" | "system"; userId: string | null; address: string }

/** The only way to tenant data. Made by `openTenant` (after a permission check) or `systemScope` (worker), nowhere else. */
export type TenantScope = {
  readonly tenantId: string
  readonly role: TenantRole | "system"
  readonly actor: Actor
  readonly [opened]: true
}

/** Provider staff or the provider's API key: may see all tenants through the provider's own database role. */
export type ProviderScope = { readonly actor: Actor; readonly [opened]: true }

/** For the access layer alone. */
export const makeTenantScope = (tenantId: string, role: TenantScope["role"], actor: Actor): TenantScope =>
  ({ tenantId, role, actor }) as TenantScope
export const makeProviderScope = (actor: Actor): ProviderScope => ({ actor }) as ProviderScope

/** The product itself, when nobody asked for it. */
export const systemActor: Actor = { kind: "system", userId: null, address: "" }

/** The worker's way in: it acts for whatever tenant the row it works on belongs to. */
export const systemScope = (tenantId: string): TenantScope => makeTenantScope(tenantId, "system", systemActor)

/**
 * Runs `work` in one transaction whose row-level security shows `scope`'s tenant and nothing else. The setting is local to
 * the transaction, so a pooled connection never carries it to the next borrower.
 */
export function inTenant<T>(db: Db, scope: TenantScope, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.tenant_id', ${scope.tenantId}, true)`
    return work(tx)
  })
}

/** Runs `work` under a setting other than a tenant: `app.user_id` (my memberships), `app.token_hash` (the row I hold a token for). */
export function withSetting<T>(
  db: Db,
  setting: "app.user_id" | "app.token_hash",
  value: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config(${setting}, ${value}, true)`
    return work(tx)
  })
}
