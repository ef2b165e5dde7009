import { setTimeout as pause } from "node:timers/promises"

/**
 * Asks until there is an answer. Throws after `seconds`, naming what was waited for: long enough for a busy machine, since what has a
 * limit is measured.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 120): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error(`After ${seconds} s there is still no ${what}.`)
    await pause(100)
  }
}
