import { Blueprint } from "@/lib/blueprint/document"
import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import type { TenantScope } from "../access"

export type Draft = { blueprint: Blueprint; baseRevision: number; version: number; savedAt: Date }

/** Null: nobody who could draw, such as the worker. */
const mine = ({ tenantId, actor: { userId } }: TenantScope, applicationId: string) =>
  userId === null ? null : { tenantId, applicationId, userId }

/** The caller's own; null while they have none. */
export async function findDraft(tx: Tx, scope: TenantScope, applicationId: string): Promise<Draft | null> {
  const where = mine(scope, applicationId)
  const row = where && (await tx.applicationDraft.findFirst({ where }))
  return row && { ...row, blueprint: Blueprint.parse(row.blueprint) }
}

/** Who else draws it, latest first. */
export const findOtherDrafts = (tx: Tx, scope: TenantScope, applicationId: string) =>
  tx.applicationDraft.findMany({
    where: {
      tenantId: scope.tenantId,
      applicationId,
      ...(scope.actor.userId === null ? {} : { NOT: { userId: scope.actor.userId } }),
    },
    orderBy: { savedAt: "desc" },
    take: 20,
    select: { userId: true, savedAt: true, baseRevision: true },
  })

/** Compare-and-set by version (0: there is none yet); false when somebody saved it meanwhile. */
export async function writeDraft(
  tx: Tx,
  scope: TenantScope,
  applicationId: string,
  draft: { blueprint: Blueprint; baseRevision: number; version: number; at: Date },
): Promise<boolean> {
  const { baseRevision, version, at: savedAt } = draft
  const blueprint = draft.blueprint as Prisma.InputJsonValue
  const where = mine(scope, applicationId)
  if (!where) throw new Error("only people have drafts")
  if (version > 0) {
    const data = { blueprint, baseRevision, savedAt, version: { increment: 1 } }
    return (await tx.applicationDraft.updateMany({ where: { ...where, version }, data })).count === 1
  }
  const first = { id: newId(), ...where, blueprint, baseRevision, savedAt }
  return (await tx.applicationDraft.createMany({ data: [first], skipDuplicates: true })).count === 1
}

export async function deleteDraft(tx: Tx, scope: TenantScope, applicationId: string): Promise<void> {
  const where = mine(scope, applicationId)
  if (where) await tx.applicationDraft.deleteMany({ where })
}

/** Whosever they are: the application is gone. */
export async function deleteDrafts(tx: Tx, tenantId: string, applicationId: string): Promise<void> {
  await tx.applicationDraft.deleteMany({ where: { tenantId, applicationId } })
}
