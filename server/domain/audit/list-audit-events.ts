import type { z } from "zod"
import type { AuditEventOut } from "@/lib/schemas/event"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { type Page, type PageRequest, toPage } from "../page"
import { findActorNames, findAuditEvents } from "./audit-store"

type AuditEvent = z.infer<typeof AuditEventOut>

/** Newest first. */
export const listAuditEvents = ({ db }: Deps, scope: TenantScope, page: PageRequest): Promise<Page<AuditEvent>> =>
  inTenant(db, scope, async (tx) => {
    const rows = await findAuditEvents(tx, scope.tenantId, page)
    const names = await findActorNames(tx, [...new Set(rows.flatMap((row) => row.actorId ?? []))])
    return toPage(rows, page.limit, (row) => ({
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
  })
