import { newId } from "@/lib/ids"
import type { Db, Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

export type SessionWithUser = {
  id: string
  userId: string
  isProvider: boolean
  expiresAt: Date
  lastSeenAt: Date
  revokedAt: Date | null
}

export async function createSession(
  tx: Tx,
  session: { userId: string; now: Date; expiresAt: Date; address: string; userAgent: string },
): Promise<string> {
  const { now, userAgent, ...data } = session
  const id = newId()
  await tx.session.create({
    data: { id, ...data, createdAt: now, lastSeenAt: now, userAgent: userAgent.slice(0, 300) },
  })
  return id
}

/** Asked by every request with a cookie, so one statement and no transaction. */
export async function findSessionWithUser(db: Db, id: string): Promise<SessionWithUser | null> {
  const rows = await db.$queryRaw<SessionWithUser[]>`
    SELECT s.id, s.user_id AS "userId", u.is_provider AS "isProvider", s.expires_at AS "expiresAt",
      s.last_seen_at AS "lastSeenAt", s.revoked_at AS "revokedAt"
    FROM session s JOIN "user" u ON u.id = s.user_id WHERE s.id = ${id}::uuid`
  return rows[0] ?? null
}

export async function touchSession(db: Db, id: string, now: Date, address: string): Promise<void> {
  await db.session.updateMany({
    where: { id, lastSeenAt: { lt: now } },
    data: { lastSeenAt: now, ...(address ? { address } : {}) },
  })
}

export const findSessions = (tx: Tx, userId: string, alive: { now: Date; seenAfter: Date }, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.session.findMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: alive.now },
      lastSeenAt: { gt: alive.seenAfter },
      ...after,
    },
    orderBy: { id: "desc" },
    take,
  })
}

/** False: no such session of this person, or it has ended. */
export async function revokeSession(tx: Tx, userId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.session.updateMany({ where: { id, userId, revokedAt: null }, data: { revokedAt: now } })
  return count === 1
}

/** How many ended. `except`: the one that asks, which stays. */
export async function revokeSessions(tx: Tx, userId: string, now: Date, except: string | null): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { userId, revokedAt: null, ...(except === null ? {} : { id: { not: except } }) },
    data: { revokedAt: now },
  })
  return count
}

export const removeSessionsBefore = (db: Db, before: Date) =>
  db.session.deleteMany({ where: { OR: [{ expiresAt: { lt: before } }, { revokedAt: { lt: before } }] } })
