import type { z } from "zod"
import { mergeDrawings } from "@/lib/blueprint"
import type { Blueprint } from "@/lib/blueprint/document"
import type { DraftOut, DraftSavedOut, RebaseOut, SaveDraft } from "@/lib/schemas/drawing"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { findActorNames } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type ApplicationRow, blueprintOf } from "./application-store"
import { type Draft, deleteDraft, findDraft, findOtherDrafts, writeDraft } from "./draft-store"
import { expectApplication } from "./expect-application"
import { findRevision } from "./revision-store"

export type SaveDraftInput = z.infer<typeof SaveDraft>

const currentOf = (row: ApplicationRow): number => row.revision?.number ?? 0

async function draftOut(tx: Tx, scope: TenantScope, row: ApplicationRow, draft: Draft | null): Promise<DraftOut> {
  const others = await findOtherDrafts(tx, scope, row.id)
  const names = await findActorNames(
    tx,
    others.map((o) => o.userId),
  )
  return {
    blueprint: draft?.blueprint ?? blueprintOf(row),
    saved: draft !== null,
    version: draft?.version ?? 0,
    baseRevision: draft?.baseRevision ?? currentOf(row),
    currentRevision: currentOf(row),
    savedAt: draft?.savedAt.toISOString() ?? null,
    others: others.map((o) => ({
      name: names.get(o.userId) ?? "Somebody who has left",
      savedAt: o.savedAt.toISOString(),
      baseRevision: o.baseRevision,
    })),
  }
}

/** The caller's drawing as they left it; while they have not begun one, what is wanted. */
export const getDraft = (deps: Deps, scope: TenantScope, applicationId: string): Promise<DraftOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    return draftOut(tx, scope, row, await findDraft(tx, scope, applicationId))
  })

/** Throws `conflict` when the same person saved it in another window meanwhile. */
export const saveDraft = (
  deps: Deps,
  scope: TenantScope,
  input: SaveDraftInput,
): Promise<z.infer<typeof DraftSavedOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, input.applicationId)
    if (row.wanted === "deleted") throw new DomainError("conflict", `${row.slug} is being deleted.`)
    if (input.baseRevision > currentOf(row))
      throw new DomainError("invalid", `${row.slug} has no revision ${input.baseRevision}.`, "baseRevision")
    const at = deps.clock.now()
    if (!(await writeDraft(tx, scope, row.id, { ...input, at })))
      throw new DomainError(
        "conflict",
        "This draft was saved elsewhere meanwhile, such as in another window. Load it again to see it, or save over it with its version.",
        "version",
      )
    return { version: input.version + 1, savedAt: at.toISOString() }
  })

export const discardDraft = (deps: Deps, scope: TenantScope, applicationId: string): Promise<DraftOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    await deleteDraft(tx, scope, applicationId)
    return draftOut(tx, scope, row, null)
  })

async function replaced(
  tx: Tx,
  scope: TenantScope,
  row: ApplicationRow,
  draft: { blueprint: Blueprint; version: number; at: Date },
): Promise<DraftOut> {
  if (!(await writeDraft(tx, scope, row.id, { ...draft, baseRevision: currentOf(row) })))
    throw new DomainError("conflict", "This draft was saved elsewhere meanwhile. Try again.", "version")
  return draftOut(tx, scope, row, await findDraft(tx, scope, row.id))
}

/** The draft's changes brought onto what is wanted now, as far as both agree. */
export const rebaseDraft = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
): Promise<z.infer<typeof RebaseOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    const draft = await findDraft(tx, scope, applicationId)
    if (!draft) return { ...(await draftOut(tx, scope, row, null)), conflicts: [] }
    const base = await findRevision(tx, scope.tenantId, applicationId, draft.baseRevision)
    if (!base) throw notFound("revision")
    const { blueprint, conflicts } = mergeDrawings(base.blueprint, draft.blueprint, blueprintOf(row))
    const at = deps.clock.now()
    return { ...(await replaced(tx, scope, row, { blueprint, version: draft.version, at })), conflicts }
  })

/** The drawing of an earlier revision becomes the caller's draft: nothing that runs is touched until it is applied. */
export const restoreRevision = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
  number: number,
): Promise<DraftOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    const revision = await findRevision(tx, scope.tenantId, applicationId, number)
    if (!revision) throw notFound("revision")
    const version = (await findDraft(tx, scope, applicationId))?.version ?? 0
    return replaced(tx, scope, row, { blueprint: revision.blueprint, version, at: deps.clock.now() })
  })
