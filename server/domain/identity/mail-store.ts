import type { Db, Tx } from "@/server/db"
import { mailRetrySeconds, maxMailAttempts } from "./core/mail-retry"

export type WaitingMail = { id: string; to: string; subject: string; text: string; attempts: number }

export async function insertMail(tx: Tx, mail: { id: string; to: string; subject: string; text: string; now: Date }) {
  const { now, ...data } = mail
  await tx.mail.create({ data: { ...data, nextTryAt: now, createdAt: now } })
}

/**
 * Takes up to `limit` due mails. Taking one moves its next attempt on, so another worker passes over it and a worker that dies with
 * it leaves it to be tried again.
 */
export async function claimMail(db: Db, now: Date, limit: number): Promise<WaitingMail[]> {
  return db.$transaction(async (tx) => {
    const due = await tx.$queryRaw<WaitingMail[]>`
      SELECT id, "to", subject, text, attempts FROM mail
      WHERE sent_at IS NULL AND next_try_at <= ${now} AND attempts < ${maxMailAttempts}
      ORDER BY next_try_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
    const claimed = due.map((mail) => ({ ...mail, attempts: mail.attempts + 1 }))
    for (const { id, attempts } of claimed)
      await tx.mail.update({
        where: { id },
        data: { attempts, nextTryAt: new Date(now.getTime() + mailRetrySeconds(attempts) * 1000) },
      })
    return claimed
  })
}

/** What was sent is not kept: it may hold a link that opens an account. */
export async function markSent(db: Db, id: string, now: Date): Promise<void> {
  await db.mail.update({ where: { id }, data: { sentAt: now, text: "", lastError: null } })
}

export async function markUnsent(db: Db, id: string, reason: string): Promise<void> {
  await db.mail.update({ where: { id }, data: { lastError: reason.slice(0, 500) } })
}

export const removeMailBefore = (db: Db, before: Date) => db.mail.deleteMany({ where: { createdAt: { lt: before } } })
