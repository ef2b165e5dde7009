/**
 * What can go wrong between a driver and an engine.
 *
 * - `lose-answer`: the engine does what it was asked, and its answer is never heard.
 * - `duplicate`: the request reaches the engine twice; the second answer comes back.
 * - `cut-answer`: the connection ends after half of the answer's body.
 * - `cut-request`: the engine gets half of the request's body, then both connections end.
 * - `refuse`: an error status, and the engine never hears of it.
 * - `delay`: everything as usual, later.
 * - `cut-stream`: a websocket that ends after so many bytes from the engine (0: as soon as it is open).
 */
export type Fault =
  | { kind: "lose-answer" | "duplicate" | "cut-answer" | "cut-request" }
  | { kind: "refuse"; status?: number; message?: string }
  | { kind: "delay"; milliseconds: number }
  | { kind: "cut-stream"; afterBytes?: number }
export type FaultKind = Fault["kind"]

/** Which requests: `path` is tried against path and query. Without either, all of them. */
export type Match = { method?: string; path?: RegExp }
export type PlannedFault = Fault & Match & { times?: number; skip?: number }
/** A share of the matching requests, the same ones for the same seed and the same requests. */
export type RandomFaults = Match & { seed: number; share: number; faults: readonly Fault[] }

export type Asked = { method: string; path: string; isStream: boolean }

/** Streams have no bodies to cut and cannot be asked twice; requests are no streams. */
const fits = ({ kind }: Fault, { isStream }: Asked) =>
  isStream ? !["duplicate", "cut-answer", "cut-request"].includes(kind) : kind !== "cut-stream"

const matches = ({ method, path }: Match, asked: Asked) =>
  (method === undefined || method === asked.method) && (path === undefined || path.test(asked.path))

export class FaultPlan {
  private planned: { fault: PlannedFault; skip: number; left: number }[] = []
  private random: { wanted: RandomFaults; next: () => number } | undefined

  add(fault: PlannedFault): void {
    this.planned.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 })
  }

  randomly(wanted: RandomFaults): void {
    this.random = { wanted, next: seeded(wanted.seed) }
  }

  clear(): void {
    this.planned = []
    this.random = undefined
  }

  /** Faults asked for by name come before those of chance. */
  take(asked: Asked): Fault | undefined {
    for (const entry of this.planned) {
      if (entry.left === 0 || !fits(entry.fault, asked) || !matches(entry.fault, asked)) continue
      if (entry.skip > 0) {
        entry.skip -= 1
        continue
      }
      entry.left -= 1
      return entry.fault
    }
    return this.drawn(asked)
  }

  private drawn(asked: Asked): Fault | undefined {
    if (!this.random || !matches(this.random.wanted, asked)) return undefined
    const { wanted, next } = this.random
    const [chance, choice] = [next(), next()]
    const possible = wanted.faults.filter((fault) => fits(fault, asked))
    return chance < wanted.share ? possible[Math.floor(choice * possible.length)] : undefined
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
