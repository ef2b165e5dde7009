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

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** A measured figure, for whoever reads the test's output. */
export const measured = (what: string, value: string): void => {
  process.stdout.write(`  measured: ${what}: ${value}\n`)
}
