import type { Db } from "@/server/db"

/** Tells that a process is alive; written every few seconds, read by health and by workers that take over from dead ones. */
export async function beat(db: Db, id: string, kind: "worker" | "edge", at: Date): Promise<void> {
  await db.processHeartbeat.upsert({ where: { id }, create: { id, kind, seenAt: at }, update: { seenAt: at } })
}

/** Heartbeats since `since`. */
export const aliveSince = (db: Db, since: Date) => db.processHeartbeat.findMany({ where: { seenAt: { gte: since } } })

/** Nodes of this installation that should have power and have never answered: still booting. Members of clusters are not waited for. */
export const countNeverSeen = (db: Db): Promise<number> =>
  db.node.count({
    where: { powerWanted: true, lastSeenAt: null, state: { not: "retired" }, dataCenter: { fabric: "embedded" } },
  })
