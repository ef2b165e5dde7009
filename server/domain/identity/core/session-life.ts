/** A session ends after this long whatever happens, and sooner when nobody uses it. Days of 24 hours. */
export const sessionDays = 30
export const sessionIdleDays = 7

const dayMs = 86_400_000

export type SessionDates = { expiresAt: Date; lastSeenAt: Date; revokedAt: Date | null }

export const sessionExpiry = (now: Date): Date => new Date(now.getTime() + sessionDays * dayMs)

export const isAlive = (session: SessionDates, now: Date): boolean =>
  session.revokedAt === null &&
  now < session.expiresAt &&
  now.getTime() - session.lastSeenAt.getTime() < sessionIdleDays * dayMs

/** Written at most once a minute: a page makes many requests. */
export const shouldTouch = (last: Date | null, now: Date): boolean =>
  last === null || now.getTime() - last.getTime() >= 60_000
