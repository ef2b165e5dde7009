import type { Tally } from "./run-part"

/** More files than these do not fail by chance. */
const mostFiles = 5

/**
 * What failed by chance of a shared machine passes when its files are run once more, by themselves, and is named as unsteady; what is
 * broken fails again. `run` runs all there is to run, or only the files given.
 */
export async function withSecondTry(
  run: (files: readonly string[]) => Promise<Tally>,
  mayTryAgain: () => boolean,
): Promise<Tally> {
  const first = await run([])
  const files = first.failedIn ?? []
  if (first.failed === 0 || files.length === 0 || files.length > mostFiles || !mayTryAgain()) return first
  console.log(`\n-- once more, by itself: ${files.join(", ")}\n`)
  const second = await run(files)
  if (second.failed > 0) return first
  // Each file's tests are counted once: those that failed are the ones that have passed now.
  return { ...first, passed: first.passed + first.failed, failed: 0, unsteady: files }
}
