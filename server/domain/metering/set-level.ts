import type { Tx } from "@/server/db"
import {
  isEmpty,
  type Level,
  type LevelPlan,
  type OpenInterval,
  planLevels,
  type Standing,
  standingKey,
} from "./core/plan-levels"
import { lostRace, orStale } from "./lost-race"
import {
  applyPlan,
  lastEnds,
  lockUsage,
  openIntervals,
  openIntervalsOf,
  settledUntil,
  stillOpen,
} from "./metering-store"

type Standings = ReadonlyMap<string, Standing>

const standingsOf = (open: readonly OpenInterval[]): Map<string, Standing> =>
  new Map(open.map((interval) => [standingKey(interval), { open: interval, notBefore: null }]))

/** With the instants before which nothing may be written: the last end of each subject, the last settled period. */
async function planLocked(tx: Tx, levels: readonly Level[], open: readonly OpenInterval[]): Promise<LevelPlan> {
  const settled = await settledUntil(
    tx,
    levels.map((level) => level.tenantId),
  )
  const standings = standingsOf(open)
  const fresh = levels.filter((level) => level.quantity > 0n && !standings.has(standingKey(level)))
  for (const { endsAt, ...subject } of await lastEnds(tx, fresh))
    standings.set(standingKey(subject), { open: null, notBefore: endsAt })
  for (const level of levels) raiseFloor(standings, standingKey(level), settled.get(level.tenantId))
  return planLevels(levels, standings)
}

function raiseFloor(standings: Map<string, Standing>, key: string, floor: Date | undefined): void {
  const known = standings.get(key) ?? { open: null, notBefore: null }
  if (floor && (known.notBefore === null || floor > known.notBefore)) standings.set(key, { ...known, notBefore: floor })
}

const changesNothing = (levels: readonly Level[], standings: Standings): boolean =>
  isEmpty(planLevels(levels, standings))

/**
 * Makes the levels hold from their instants on, in the caller's transaction: ends the open interval of each subject and
 * meter where quantity, application, VDC, machine class or purpose differ, and opens a new one. Equal levels cost one read.
 * Throws `stale` when another writer got in between; the transaction is then lost and the caller observes again.
 */
export async function setLevels(tx: Tx, levels: readonly Level[]): Promise<void> {
  if (levels.length === 0) return
  // Most passes of the reconcile loop find nothing new: look without a lock first.
  const seen = await openIntervals(tx, levels)
  if (changesNothing(levels, standingsOf(seen))) return
  await orStale(async () => {
    await lockUsage(tx, levels)
    const open = (await stillOpen(tx, levels, seen)) ? seen : await openIntervals(tx, levels)
    if (!(await applyPlan(tx, await planLocked(tx, levels, open)))) throw lostRace()
  })
}

export const setLevel = (tx: Tx, level: Level): Promise<void> => setLevels(tx, [level])

/** The subject is gone: ends all its open intervals at `at`. */
export async function closeAll(tx: Tx, subject: { tenantId: string; subjectId: string; at: Date }): Promise<void> {
  const open = await openIntervalsOf(tx, subject.tenantId, subject.subjectId)
  await setLevels(
    tx,
    open.map((interval) => ({ ...interval, quantity: 0n, at: subject.at })),
  )
}
