import { execFileSync } from "node:child_process"
import { pathToFileURL } from "node:url"
import { seedHosting } from "../prisma/seed/hosting"
import { type Company, seedCompany } from "../tests/support/company-fixture"
import { type BenchInput, type BenchResult, runAlone, webUrlOf, withScratchDatabase } from "./scratch-database"
import { startSseServer, viewAll } from "./viewers"

const companies = 20
const wanted = 10_000
const limit = 2

/** Both ends of a stream are open files, each in its own process; some are left for everything else. */
const streams = Math.min(wanted, Number(execFileSync("sh", ["-c", "ulimit -n"]).toString()) - 500 || wanted)

/** Memory that a server with many open streams has, beside bare Node's with the same streams. */
export function run({ databaseUrl }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ worker }) => {
    await seedHosting(worker)
    const all: Company[] = []
    for (let n = 0; n < companies; n += 1) all.push(await seedCompany(worker, `c${n}`))
    const peer = await measure(null, all)
    const ours = await measure(await webUrlOf(worker, databaseUrl), all)
    const ratio = ours.full / peer.full
    const kib = ({ empty, full }: Grown) => ((full - empty) / streams / 1_024).toFixed(1)
    const mib = (bytes: number) => (bytes / 1_048_576).toFixed(0)
    return {
      name: `memory of ${streams.toLocaleString("en")} SSE connections beside bare Node's`,
      ratio,
      pass: ratio <= limit,
      detail: `${mib(ours.full)} MiB beside ${mib(peer.full)} MiB; ${kib(ours)} KiB a connection beside ${kib(peer)} KiB, ${mib(ours.empty)} and ${mib(peer.empty)} MiB before; at most ${limit} ×`,
    }
  })
}

type Grown = { empty: number; full: number }

async function measure(databaseUrl: string | null, all: readonly Company[]): Promise<Grown> {
  const server = await startSseServer(databaseUrl)
  try {
    const seat = (n: number) => {
      const { tenantId, members } = all[n % all.length] as Company
      return { tenantId, key: members.viewer.key }
    }
    // What is made once, with the first of them, is not theirs.
    const first = await viewAll(
      server.port,
      Array.from({ length: 50 }, (_, n) => seat(n)),
    )
    for (const viewer of first) viewer.leave()
    const empty = await server.memory()
    const viewers = await viewAll(
      server.port,
      Array.from({ length: streams }, (_, n) => seat(n)),
    )
    const full = await server.memory()
    for (const viewer of viewers) viewer.leave()
    return { empty, full }
  } finally {
    await server.stop()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
