import { pathToFileURL } from "node:url"
import { startPortal } from "../tests/support/running-portal"
import { type BenchInput, type BenchResult, runAlone, timed } from "./scratch-database"

const limitSeconds = 15
const starts = 3

/** `npm run up` on a prepared machine: packages are installed, everything is built, the data directory is there. */
export async function run(_input: BenchInput): Promise<BenchResult> {
  const prepared = await startPortal()
  const seconds: number[] = []
  try {
    await prepared.stop()
    for (let n = 0; n < starts; n += 1) {
      const { seconds: took, value } = await timed(() => startPortal({ dataDir: prepared.dataDir }))
      await value.stop()
      seconds.push(took)
    }
  } finally {
    await prepared.remove()
  }
  const middle = seconds.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN
  const all = seconds.map((each) => each.toFixed(1)).join(", ")
  return {
    name: "npm run up on a prepared machine",
    ratio: middle / limitSeconds,
    pass: middle <= limitSeconds,
    detail: `the portal answers after ${middle.toFixed(1)} s (middle of ${all}); at most ${limitSeconds} s`,
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
