import type { Db } from "@/server/db"

/** One more attempt under `key`; returns how many there are now. */
export async function countAttempt(db: Db, key: string, windowStart: Date): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_window (key, window_start, count) VALUES (${key}, ${windowStart}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = rate_window.count + 1
    RETURNING count`
  return rows[0]?.count ?? 1
}

export async function takeBackAttempt(db: Db, key: string, windowStart: Date): Promise<void> {
  await db.rateWindow.updateMany({ where: { key, windowStart, count: { gt: 0 } }, data: { count: { decrement: 1 } } })
}

export const removeWindowsBefore = (db: Db, before: Date) =>
  db.rateWindow.deleteMany({ where: { windowStart: { lt: before } } })
