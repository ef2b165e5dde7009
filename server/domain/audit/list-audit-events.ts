import type { z } from "zod"
import type { AuditEventOut } from "@/lib/schemas/event"
import type { Tx } from "@/server/db"
import { inTenant, type ProviderScope, type TenantScope, withSetting } from "../access"
import type { Deps } from "../deps"
import { type Page, type PageRequest, toPage } from "../page"
import { findAccountEvents, findActorNames, findAuditEvents, findProviderActsAcrossTenants } from "./audit-store"

type AuditEvent = z.infer<typeof AuditEventOut>
type Rows = Awaited<ReturnType<typeof findAuditEvents>>

async function pageOf(tx: Tx, rows: Rows, limit: number): Promise<Page<AuditEvent>> {
  const names = await findActorNames(tx, [...new Set(rows.flatMap((row) => row.actorId ?? []))])
  return toPage(rows, limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actorId === null ? "Gridline" : (names.get(row.actorId) ?? "A former account"),
    actorKind: row.actorKind,
    action: row.action,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    before: row.before,
    after: row.after,
    address: row.address,
  }))
}

/** Newest first. */
export const listAuditEvents = ({ db }: Deps, scope: TenantScope, page: PageRequest): Promise<Page<AuditEvent>> =>
  inTenant(db, scope, async (tx) => pageOf(tx, await findAuditEvents(tx, scope.tenantId, page), page.limit))

/** What happened to one's own account: sign-ins, refused ones included, and what was changed. Newest first. */
export const listAccountEvents = ({ db }: Deps, userId: string, page: PageRequest): Promise<Page<AuditEvent>> =>
  withSetting(db, "app.user_id", userId, async (tx) =>
    pageOf(tx, await findAccountEvents(tx, userId, page), page.limit),
  )

/** Everything the provider did. Newest first. */
export const listProviderActs = (
  { providerDb }: Deps,
  _scope: ProviderScope,
  page: PageRequest,
): Promise<Page<AuditEvent>> =>
  providerDb.$transaction(async (tx) => pageOf(tx, await findProviderActsAcrossTenants(tx, page), page.limit))
