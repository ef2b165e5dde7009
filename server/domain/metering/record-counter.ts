import type { Tx } from "@/server/db"
import { orStale } from "./lost-race"
import { type CounterReading, higherReadings, insertDeltas, lockUsage, settledUntil } from "./metering-store"

/** Of several readings of one counter life only the highest says something; on a tie the first one. */
function highest(readings: readonly CounterReading[]): CounterReading[] {
  const best = new Map<string, CounterReading>()
  for (const reading of readings) {
    if (reading.reading < 0n) throw new RangeError(`the counter of ${reading.subjectName} cannot be negative`)
    const key = `${reading.subjectId}/${reading.meter}/${reading.counterEpoch}`
    const known = best.get(key)
    if (!known || reading.reading > known.reading) best.set(key, reading)
  }
  return [...best.values()]
}

/**
 * Stores what the readings (bytes) add to what is known. A new `counterEpoch` began at 0, so its whole reading is new;
 * repeated or older readings change nothing, in whatever order they come. Nothing new costs one read.
 */
export async function recordCounters(tx: Tx, readings: readonly CounterReading[]): Promise<void> {
  const news = await higherReadings(tx, highest(readings))
  if (news.length === 0) return
  await orStale(async () => {
    await lockUsage(tx, news)
    const settled = await settledUntil(
      tx,
      news.map((reading) => reading.tenantId),
    )
    await insertDeltas(
      tx,
      news.map((reading) => ({ ...reading, notBefore: settled.get(reading.tenantId) ?? null })),
    )
  })
}

export const recordCounter = (tx: Tx, reading: CounterReading): Promise<void> => recordCounters(tx, [reading])
