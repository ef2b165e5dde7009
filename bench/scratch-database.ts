import { randomBytes } from "node:crypto"
import pg from "pg"
import { applyMigrations } from "../prisma/migrate/apply-migrations"
import { type Db, openDatabase } from "../server/db"
import { startThrowaway } from "../tests/support/database-server"

/** What a benchmark gives back: `ratio` is ours beside the peer's, in the unit `detail` names. */
export type BenchResult = { name: string; ratio: number; pass: boolean; detail: string }
export type BenchInput = { databaseUrl: string; rows?: number }

export type Scratch = { owner: pg.Client; worker: Db }

/** Runs `work` in a migrated database of its own on the server of `databaseUrl` and removes it again. */
export async function withScratchDatabase<T>(databaseUrl: string, work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const name = `bench_${randomBytes(6).toString("hex")}`
  const server = new pg.Client({ connectionString: databaseUrl, application_name: "gridline-bench" })
  await server.connect()
  await server.query(`CREATE DATABASE ${name}`)
  try {
    const url = new URL(databaseUrl)
    url.pathname = `/${name}`
    await applyMigrations({ databaseUrl: url.toString() })
    return await connected(url, work)
  } finally {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await server.end()
  }
}

async function connected<T>(url: URL, work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: url.toString(), application_name: "gridline-bench" })
  await owner.connect()
  // As in production: the worker's role, held by its row-level security.
  url.searchParams.set("options", "-c role=gridline_worker")
  const worker = openDatabase(url.toString(), { max: 4, name: "gridline-bench" })
  try {
    return await work({ owner, worker })
  } finally {
    await worker.$disconnect()
    await owner.end()
  }
}

/** The scratch database as the web process sees it, held by its row-level security. */
export async function webUrlOf(worker: Db, databaseUrl: string): Promise<string> {
  const [{ name } = { name: "" }] = await worker.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  url.searchParams.set("options", "-c role=gridline_web")
  return url.toString()
}

/** Seconds `work` took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now()
  const value = await work()
  return { seconds: (performance.now() - start) / 1000, value }
}

/** Seconds of both sides and ours ÷ peer, each the middle of all pairs. */
export type Paired<T> = { ours: number; peer: number; ratio: number; last: T }

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/**
 * Peer and ours in turn, after one pair that only warms up. What else the machine does comes and goes: within a pair both meet
 * about the same of it, and the middle of the pairs' ratios forgets the pair that did not.
 */
export async function inTurn<T>(
  pairs: number,
  peer: () => Promise<unknown>,
  ours: () => Promise<T>,
): Promise<Paired<T>> {
  await peer()
  let last: T = await ours()
  const [peers, mine]: [number[], number[]] = [[], []]
  for (let n = 0; n < pairs; n += 1) {
    peers.push((await timed(peer)).seconds)
    const { seconds, value } = await timed(ours)
    mine.push(seconds)
    last = value
  }
  const ratios = mine.map((seconds, n) => seconds / (peers[n] ?? Number.NaN))
  return { ours: middle(mine), peer: middle(peers), ratio: middle(ratios), last }
}

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}

/** `npx tsx bench/NAME.ts [--database-url URL] [--rows N]`: without a URL on a PostgreSQL that is thrown away. */
export async function runAlone(run: (input: BenchInput) => Promise<BenchResult>): Promise<void> {
  const rows = Number(option("rows") ?? process.env.BENCH_ROWS ?? 0)
  const given = option("database-url")
  const throwaway = given ? null : await startThrowaway(true)
  try {
    const databaseUrl = given ?? throwaway?.postgres.url("postgres") ?? ""
    const result = await run({ databaseUrl, ...(rows > 0 ? { rows } : {}) })
    console.log(`${result.pass ? "pass" : "FAIL"}  ${result.name}: ${result.ratio.toFixed(2)}  (${result.detail})`)
    if (!result.pass) process.exitCode = 1
  } finally {
    await throwaway?.close()
  }
}
