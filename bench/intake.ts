import { pathToFileURL } from "node:url"
import pg from "pg"
import { newId } from "../lib/ids"
import type { Db } from "../server/db"
import { type Level, setLevels } from "../server/domain/metering"
import { type BenchInput, type BenchResult, inTurn, runAlone, withScratchDatabase } from "./scratch-database"

const batch = 1_000
const limit = 0.25

/** Observations as the reconcile loop writes them (locked, planned, closed, opened) beside COPY into the same table with its indexes. */
export function run({ databaseUrl, rows = 20_000 }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ owner, worker }) => {
    await seed(owner)
    const empty = () => owner.query("TRUNCATE usage_interval")
    const { ours, peer, ratio } = await inTurn(
      5,
      async () => {
        // The table with its indexes, as it is for rows nobody has to guard.
        await owner.query("ALTER TABLE usage_interval DISABLE TRIGGER USER")
        await copyIntervals(owner, rows)
        await owner.query("ALTER TABLE usage_interval ENABLE TRIGGER USER")
        await empty()
      },
      async () => {
        await observe(worker, rows)
        const { rows: counted } = await owner.query<{ n: string }>("SELECT count(*) AS n FROM usage_interval")
        if (Number(counted[0]?.n) !== rows) throw new Error(`${counted[0]?.n} intervals instead of ${rows}`)
        await empty()
      },
    )
    const perSecond = (seconds: number) => Math.round(rows / seconds).toLocaleString("en")
    return {
      name: "intake of observations beside COPY",
      ratio: 1 / ratio,
      pass: 1 / ratio >= limit,
      detail: `${perSecond(ours)} rows/s beside ${perSecond(peer)} rows/s (middle of 5 pairs); at least ${limit} ×`,
    }
  })
}

const subjectsOf = (rows: number): string[] => Array.from({ length: rows / 4 }, newId)
const start = Date.parse("2026-11-01T00:00:00Z")
const instant = (step: number): Date => new Date(start + step * 60_000)

/** Every subject opens, then changes its size three times: four intervals each, three of them closed. */
async function observe(worker: Db, rows: number): Promise<void> {
  const subjects = subjectsOf(rows)
  for (let step = 0; step < 4; step += 1) {
    for (let at = 0; at < subjects.length; at += batch) {
      const levels = subjects.slice(at, at + batch).map((subjectId) => level(subjectId, step))
      await worker.$transaction((tx) => setLevels(tx, levels))
    }
  }
}

const tenantId = "00000000-0000-7000-8000-000000000001"
const vdcId = "00000000-0000-7000-8000-000000000002"

const level = (subjectId: string, step: number): Level => ({
  tenantId,
  vdcId,
  applicationId: null,
  subjectType: "component",
  subjectId,
  subjectName: "shop:main.web[0]",
  meter: "component_core_hours",
  quantity: BigInt(250 * (step + 1)),
  at: instant(step),
})

/** The finished rows, in the same order of time, through the fastest door PostgreSQL has. */
async function copyIntervals(owner: pg.Client, rows: number): Promise<void> {
  const subjects = subjectsOf(rows)
  // pg has no COPY of its own; a server-side file would need superuser rights, so the program is the stream.
  const lines: string[] = []
  for (let step = 0; step < 4; step += 1) for (const subject of subjects) lines.push(copyLine(subject, step))
  await copyFrom(owner, lines)
}

const copyLine = (subject: string, step: number): string =>
  [
    newId(),
    tenantId,
    vdcId,
    "component",
    subject,
    "shop:main.web[0]",
    "component_core_hours",
    String(250 * (step + 1)),
    instant(step).toISOString(),
    step === 3 ? "\\N" : instant(step + 1).toISOString(),
  ].join("\t")

/** Of pg's connection; its types leave them out. */
type CopySink = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }

/** pg leaves COPY FROM STDIN to others; a query that answers the server's "send it" is all there is to it. */
class CopyIn extends pg.Query {
  constructor(
    text: string,
    private readonly chunks: readonly Buffer[],
    done: (error: Error | undefined) => void,
  ) {
    super({ text }, undefined, done)
  }
  handleCopyInResponse(connection: CopySink): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk)
    connection.endCopyFrom()
  }
}

function copyFrom(owner: pg.Client, lines: readonly string[]): Promise<void> {
  const chunks: Buffer[] = []
  for (let at = 0; at < lines.length; at += 500) chunks.push(Buffer.from(`${lines.slice(at, at + 500).join("\n")}\n`))
  const text = `COPY usage_interval (id, tenant_id, vdc_id, subject_type, subject_id, subject_name, meter, quantity, starts_at, ends_at) FROM STDIN`
  return new Promise((resolve, reject) => {
    owner.query(new CopyIn(text, chunks, (error) => (error ? reject(error) : resolve())))
  })
}

async function seed(owner: pg.Client): Promise<void> {
  await owner.query(
    `INSERT INTO tenant (id, slug, name, billing_anchor) VALUES ('${tenantId}', 't', 'T', '2026-11-01Z')`,
  )
  await owner.query("VACUUM ANALYZE")
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
