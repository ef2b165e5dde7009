import { pathToFileURL } from "node:url"
import { seedHosting } from "../prisma/seed/hosting"
import type { Db } from "../server/db"
import { type Company, seedCompany } from "../tests/support/company-fixture"
import { percentile } from "./figure"
import { type BenchInput, type BenchResult, runAlone, webUrlOf, withScratchDatabase } from "./scratch-database"
import { startSseServer, type Viewer, viewAll } from "./viewers"

const companies = 50
/** People of one company who look at the same application. */
const each = 20
const changes = 60
const limitMs = 300

/**
 * From the commit of a component's new state to the screens of all who look at it: the hint over SSE, and the answer to what each
 * of them then asks again. 1,000 viewers are connected; every change is seen by the 20 of one company.
 */
export function run({ databaseUrl }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ worker }) => {
    await seedHosting(worker)
    const all: Company[] = []
    for (let n = 0; n < companies; n += 1) all.push(await seedCompany(worker, `c${n}`))
    const server = await startSseServer(await webUrlOf(worker, databaseUrl))
    try {
      const seats = all.flatMap((it) => Array.from({ length: each }, () => ({ ...it, key: it.members.viewer.key })))
      const viewers = await viewAll(server.port, seats)
      const audience = (n: number) => viewers.slice(n * each, (n + 1) * each)
      const times: number[] = []
      // The first ones warm up.
      for (let n = -10; n < changes; n += 1) {
        const at = (n + companies) % companies
        const company = all[at] as Company
        const seen = await changeAndWatch(worker, server.port, company, audience(at))
        if (n >= 0) times.push(...seen)
      }
      for (const viewer of viewers) viewer.leave()
      const p95 = percentile(times, 0.95)
      return {
        name: "state change to screen, 1,000 viewers",
        ratio: p95 / limitMs,
        pass: p95 <= limitMs && viewers.length === 1_000,
        detail: `p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms from commit to the new answer, ${times.length} of them; at most ${limitMs} ms`,
      }
    } finally {
      await server.stop()
    }
  })
}

/** Milliseconds from the commit to each viewer's fresh answer. */
async function changeAndWatch(worker: Db, port: number, it: Company, viewers: readonly Viewer[]): Promise<number[]> {
  const hints = viewers.map(nextHint)
  const { state: before } = await worker.component.findUniqueOrThrow({ where: { id: it.componentId } })
  const state = before === "running" ? "stopped" : "running"
  await worker.component.update({ where: { id: it.componentId }, data: { state, stateSince: new Date() } })
  const committed = performance.now()
  return Promise.all(
    hints.map(async (hint) => {
      await hint
      const shown = await readAgain(port, it)
      if (shown !== state) throw new Error(`a viewer sees ${shown} instead of ${state}`)
      return performance.now() - committed
    }),
  )
}

const nextHint = (viewer: Viewer): Promise<void> =>
  new Promise((resolve) => {
    viewer.hears = (text) => {
      if (text.includes('"topic":"component"')) resolve()
    }
  })

/** The application's page asks for the application again. */
async function readAgain(port: number, { tenantId, applicationId, members }: Company): Promise<string | undefined> {
  const input = encodeURIComponent(JSON.stringify({ tenantId, applicationId }))
  const response = await fetch(`http://127.0.0.1:${port}/api/trpc/applications.get?input=${input}`, {
    headers: { authorization: `Bearer ${members.viewer.key}` },
  })
  if (!response.ok) throw new Error(`the application was answered ${response.status}: ${await response.text()}`)
  const { result } = (await response.json()) as { result: { data: { instances: { state: string }[] } } }
  return result.data.instances[0]?.state
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
