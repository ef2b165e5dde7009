import { spawn } from "node:child_process"
import { once } from "node:events"
import { pause } from "@/scripts/process-identity"

/** Looks until it holds; the deadline's error says what was missing. Returns how long it took, ms. */
export async function until(what: string, withinMs: number, holds: () => Promise<true | string>): Promise<number> {
  const began = performance.now()
  for (let missing = ""; ; await pause(50)) {
    try {
      const answer = await holds()
      if (answer === true) return performance.now() - began
      missing = answer
    } catch (error) {
      // What is under test may be away for a while: that is the point of it.
      missing = error instanceof Error ? error.message : String(error)
    }
    if (performance.now() - began > withinMs) throw new Error(`not within ${withinMs} ms: ${what}\n${missing}`)
  }
}

const idleNodeStartMs = 80

/**
 * How many times slower than an idle machine of our kind this one is right now, 1 at least: the time a bare Node process takes to
 * start and end. Limits in seconds are for an idle machine.
 */
export async function slowness(): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 3; n++) {
    const began = performance.now()
    const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore" })
    await once(child, "exit")
    times.push(performance.now() - began)
  }
  return Math.max(1, Math.min(...times) / idleNodeStartMs)
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** A measured figure, for whoever reads the test's output. */
export const measured = (what: string, value: string): void => {
  process.stdout.write(`  measured: ${what}: ${value}\n`)
}
