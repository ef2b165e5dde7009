import type { EmailTokenKind } from "@/prisma/generated/enums"
import type { Db, Tx } from "@/server/db"

export async function createEmailToken(
  tx: Tx,
  token: { userId: string; kind: EmailTokenKind; tokenHash: string; expiresAt: Date },
): Promise<void> {
  await tx.emailToken.create({ data: token })
}

export const findEmailToken = (tx: Tx, kind: EmailTokenKind, tokenHash: string) =>
  tx.emailToken.findFirst({ where: { tokenHash, kind }, include: { user: true } })

/** Compare-and-set: of two that hold the same link one gets true. */
export async function spendEmailToken(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.emailToken.updateMany({
    where: { id, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  return count === 1
}

/** A changed password makes older links worthless. */
export async function voidEmailTokens(tx: Tx, userId: string, kind: EmailTokenKind, now: Date): Promise<void> {
  await tx.emailToken.updateMany({ where: { userId, kind, usedAt: null }, data: { usedAt: now } })
}

export const removeEmailTokensBefore = (db: Db, before: Date) =>
  db.emailToken.deleteMany({ where: { expiresAt: { lt: before } } })
