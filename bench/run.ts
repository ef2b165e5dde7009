import { startThrowaway } from "../tests/support/database-server"
import * as apiRead from "./api-read"
import * as boardFrames from "./board-frames"
import * as boardRules from "./board-rules"
import * as committedPlacement from "./committed-placement"
import * as intake from "./intake"
import * as liveChanges from "./live-changes"
import * as liveMemory from "./live-memory"
import * as packing from "./packing"
import * as pageScript from "./page-script"
import * as placement from "./placement"
import * as portalStart from "./portal-start"
import * as rating from "./rating"
import * as rigStart from "./rig-start"
import type { BenchInput, BenchResult } from "./scratch-database"
import * as workerMemory from "./worker-memory"

/** Every budget that exists so far, one line each. Ratios are against a peer measured in the same run. */
const lines: Record<string, { run: (input: BenchInput) => Promise<BenchResult> }> = {
  "api-read": apiRead,
  "board-edit": boardRules,
  "board-frames": boardFrames,
  "board-plan": { run: boardRules.runPlan },
  "committed-placement": committedPlacement,
  intake,
  "live-changes": liveChanges,
  "live-memory": liveMemory,
  "page-script": pageScript,
  packing,
  placement,
  "portal-start": portalStart,
  rating,
  "rig-start": rigStart,
  "rig-start-hundred": { run: rigStart.runHundred },
  "worker-memory": workerMemory,
  "worker-memory-lxd": { run: workerMemory.runOnEngines },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in lines))
if (unknown.length > 0) {
  console.error(`There is no budget called ${unknown.join(", ")}. There are: ${Object.keys(lines).join(", ")}`)
  process.exit(2)
}

const throwaway = await startThrowaway(true)
let failed = 0
try {
  for (const [name, { run }] of Object.entries(lines)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const result = await run({ databaseUrl: throwaway.postgres.url("postgres") })
    if (!result.pass) failed++
    console.log(`${result.pass ? "pass" : "FAIL"}  ${result.name}: ${result.ratio.toFixed(2)}  (${result.detail})`)
  }
} finally {
  await throwaway.close()
}
process.exitCode = failed > 0 ? 1 : 0
