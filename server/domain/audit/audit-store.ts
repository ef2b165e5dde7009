import { Prisma, type Tx } from "@/server/db"
import type { Actor } from "../access"
import { type PageRequest, pageQuery } from "../page"

export type AuditEntry = {
  /** `noun.verb`: application.start */
  action: string
  subjectType: string
  subjectId: string
  before?: Prisma.InputJsonValue | null
  after?: Prisma.InputJsonValue | null
}

/**
 * Who did what, in the transaction of the deed. Never with secrets. Without a tenant: an act on an account or on the provider's own
 * inventory.
 */
export async function recordAudit(
  tx: Tx,
  scope: { tenantId: string | null; actor: Actor },
  entry: AuditEntry,
): Promise<void> {
  await tx.auditEvent.create({
    data: {
      tenantId: scope.tenantId,
      actorId: scope.actor.userId,
      actorKind: scope.actor.kind,
      address: scope.actor.address,
      action: entry.action,
      subjectType: entry.subjectType,
      subjectId: entry.subjectId,
      before: entry.before ?? Prisma.DbNull,
      after: entry.after ?? Prisma.DbNull,
    },
  })
}

export const findAuditEvents = (tx: Tx, tenantId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.auditEvent.findMany({ where: { tenantId, ...after }, orderBy: { id: "desc" }, take })
}

/** What concerns one account, whatever the companies its person belongs to. Needs `app.user_id`. */
export const findAccountEvents = (tx: Tx, userId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.auditEvent.findMany({
    where: { tenantId: null, subjectType: "account", subjectId: userId, ...after },
    orderBy: { id: "desc" },
    take,
  })
}

/** What provider staff and the provider's key did, in companies and in the inventory that nobody has. */
export const findProviderActsAcrossTenants = (tx: Tx, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.auditEvent.findMany({ where: { actorKind: "provider", ...after }, orderBy: { id: "desc" }, take })
}

/** Names of the people who acted. Provider staff among them: what they do in a company is signed. */
export async function findActorNames(tx: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const users = await tx.user.findMany({ where: { id: { in: [...userIds] } }, select: { id: true, name: true } })
  return new Map(users.map((user) => [user.id, user.name]))
}
