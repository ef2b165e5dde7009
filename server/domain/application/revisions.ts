import type { z } from "zod"
import { tellChange } from "@/lib/blueprint"
import { Blueprint } from "@/lib/blueprint/document"
import type { CompareOut, RevisionDetailOut, RevisionOut } from "@/lib/schemas/drawing"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { findActorNames } from "../audit"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { expectApplication } from "./expect-application"
import { findRevision, findRevisions, type RevisionRow } from "./revision-store"

const authorsOf = (tx: Tx, rows: readonly RevisionRow[]) =>
  findActorNames(
    tx,
    rows.flatMap((r) => (r.createdById ? [r.createdById] : [])),
  )

const toOut = (
  row: Omit<RevisionRow, "blueprint">,
  {
    blueprint,
    names,
    currentId,
  }: { blueprint: Blueprint; names: ReadonlyMap<string, string>; currentId: string | null },
): z.infer<typeof RevisionOut> => ({
  id: row.id,
  number: row.number,
  message: row.message,
  createdAt: row.createdAt.toISOString(),
  createdBy: (row.createdById && names.get(row.createdById)) ?? null,
  current: row.id === currentId,
  components: blueprint.components.length,
})

export const listRevisions = (deps: Deps, scope: TenantScope, applicationId: string, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => {
    const { revisionId: currentId } = await expectApplication(tx, scope.tenantId, applicationId)
    const rows = await findRevisions(tx, scope.tenantId, applicationId, page)
    const names = await authorsOf(tx, rows)
    return toPage(rows, page.limit, (row) =>
      toOut(row, { blueprint: Blueprint.parse(row.blueprint), names, currentId }),
    )
  })

export const getRevision = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
  number: number,
): Promise<z.infer<typeof RevisionDetailOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const { revisionId: currentId } = await expectApplication(tx, scope.tenantId, applicationId)
    const row = await findRevision(tx, scope.tenantId, applicationId, number)
    if (!row) throw notFound("revision")
    const { blueprint } = row
    return { ...toOut(row, { blueprint, names: await authorsOf(tx, [row]), currentId }), blueprint }
  })

export const compareRevisions = (
  deps: Deps,
  scope: TenantScope,
  { applicationId, from, to }: { applicationId: string; from: number; to: number },
): Promise<z.infer<typeof CompareOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    await expectApplication(tx, scope.tenantId, applicationId)
    const before = await findRevision(tx, scope.tenantId, applicationId, from)
    const after = await findRevision(tx, scope.tenantId, applicationId, to)
    if (!before || !after) throw notFound("revision")
    return { changes: tellChange(before.blueprint, after.blueprint) }
  })
