import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { type Db, openDatabase } from "@/server/db"
import { findOverlaps } from "@/server/domain/metering"
import { createTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
let worker: Db
const [tenantId, vdcId] = [newId(), newId()]

beforeAll(async () => {
  database = await createTestDatabase()
  worker = openDatabase(database.workerUrl, { max: 2, name: "usage-overlaps" })
})
afterAll(async () => {
  await worker?.$disconnect()
  await database?.drop()
})

type Act = { sql: string; values: unknown[] }

/** Instants are whole hours of one day or more. */
const hour = (n: number): Date => new Date(Date.UTC(2026, 0, 1, n))
const insert = (subject: string, from: number, to: number | null): Act => ({
  sql: `INSERT INTO usage_interval (id, tenant_id, vdc_id, subject_type, subject_id, subject_name, meter, quantity, starts_at, ends_at)
        VALUES ($1, $2, $3, 'component', $4, 'web', 'component_core_hours', 1, $5, $6)`,
  values: [newId(), tenantId, vdcId, subject, hour(from), to === null ? null : hour(to)],
})
const end = (subject: string, at: number): Act => ({
  sql: `UPDATE usage_interval SET ends_at = $2 WHERE subject_id = $1 AND ends_at IS NULL AND starts_at < $2`,
  values: [subject, hour(at)],
})
const drop = (subject: string): Act => ({
  sql: `DELETE FROM usage_interval WHERE subject_id = $1 AND ends_at IS NULL`,
  values: [subject],
})

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.workerUrl })
  await client.connect()
  return client
}

/** What another writer makes of a transaction: exclusion, unique key, deadlock. */
const lostTo = new Set(["23P01", "23505", "40P01"])

/** Runs one act; the SQLSTATE of a refusal, null when it went through. */
async function attempt(client: pg.Client, { sql, values }: Act): Promise<string | null> {
  try {
    await client.query(sql, values)
    return null
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code) return error.code
    throw error
  }
}

/** One after the other in one transaction, each its own statement. */
async function transact(client: pg.Client, acts: readonly Act[]): Promise<string | null> {
  await client.query("BEGIN")
  for (const act of acts) {
    const refused = await attempt(client, act)
    if (refused === null) continue
    await client.query("ROLLBACK")
    return refused
  }
  await client.query("COMMIT")
  return null
}

const open = (subject: string, from: number) => insert(subject, from, null)
const leftOf = async () => (await findOverlaps(worker)).length

describe("one writer", () => {
  test.each<[string, (s: string) => Act[], string]>([
    ["an open one before the last closed end", (s) => [insert(s, 1, 5), open(s, 4)], "23P01"],
    ["an open one before all closed ones", (s) => [insert(s, 3, 5), open(s, 1)], "23P01"],
    ["a second open one", (s) => [open(s, 1), open(s, 7)], "23505"],
    ["a closed one that reaches past an open start", (s) => [open(s, 4), insert(s, 1, 5)], "23P01"],
    ["a closed one after an open start", (s) => [open(s, 4), insert(s, 6, 8)], "23P01"],
    ["a closed one in another", (s) => [insert(s, 1, 9), insert(s, 3, 4)], "23P01"],
    ["an open one before the end just given", (s) => [open(s, 1), end(s, 5), open(s, 3)], "23P01"],
    ["a closed one that ends at another time", (s) => [open(s, 1), end(s, 5), reach(s, "ends_at")], "23001"],
    ["a beginning that moves", (s) => [open(s, 1), reach(s, "starts_at")], "23001"],
  ])("%s is refused", async (_what, acts, state) => {
    const client = await connect()
    expect(await transact(client, acts(newId()))).toBe(state)
    await client.end()
  })

  test("those that only touch go through, in any order, and leave no trace of their keys", async () => {
    const [client, subject] = [await connect(), newId()]
    const acts = [insert(subject, 5, 7), open(subject, 9), insert(subject, 7, 9), insert(subject, 2, 5)]
    expect(await transact(client, acts)).toBeNull()
    expect(await transact(client, [end(subject, 12), open(subject, 12)])).toBeNull()
    const rows = await worker.usageInterval.findMany({ where: { subjectId: subject }, orderBy: { startsAt: "asc" } })
    const hours = rows.map(({ startsAt, endsAt }) => [startsAt.getUTCHours(), endsAt?.getUTCHours() ?? null])
    expect(hours).toEqual([
      [2, 5],
      [5, 7],
      [7, 9],
      [9, 12],
      [12, null],
    ])
    await client.end()
  })

  test("a transaction that cannot see what others commit may not write usage", async () => {
    for (const level of ["REPEATABLE READ", "SERIALIZABLE"]) {
      const client = await connect()
      await client.query(`BEGIN ISOLATION LEVEL ${level}`)
      expect(await attempt(client, open(newId(), 1))).toBe("55000")
      await client.end()
    }
  })

  test("the role of the web process writes none", async () => {
    const client = new pg.Client({ connectionString: database.webUrl })
    await client.connect()
    await client.query("SELECT set_config('app.tenant_id', $1, false)", [tenantId])
    for (const act of [open(newId(), 1), end(newId(), 1), drop(newId())])
      expect(await attempt(client, act)).toBe("42501")
    await client.end()
  })
})

/** Tries to make an interval longer behind the guard's back. */
const reach = (subject: string, column: "starts_at" | "ends_at"): Act => ({
  sql: `UPDATE usage_interval SET ${column} = ${column} + interval '1 hour' WHERE subject_id = $1`,
  values: [subject],
})

describe("two writers who do not see each other", () => {
  /** What is there before; what the one has done and not committed; what the other does meanwhile. */
  test.each<[string, (s: string) => [Act[], Act[], Act[]]]>([
    ["closed, then open", (s) => [[], [insert(s, 1, 9)], [open(s, 4)]]],
    ["open, then closed", (s) => [[], [open(s, 4)], [insert(s, 1, 9)]]],
    ["open and ended, then open", (s) => [[], [open(s, 1), end(s, 9)], [open(s, 4)]]],
    ["closed before an open one, then that one gives way to an earlier", (s) => earlier(s, [insert(s, 1, 5)])],
    ["an open one gives way to an earlier, then closed", (s) => earlier(s, [drop(s), open(s, 2)])],
    ["ended, then a closed one inside", (s) => [[open(s, 1)], [end(s, 9)], [insert(s, 3, 5)]]],
    ["ended, then open inside", (s) => [[open(s, 1)], [end(s, 9)], [open(s, 3)]]],
    ["two closed ones", (s) => [[], [insert(s, 1, 9)], [insert(s, 3, 5)]]],
    ["two open ones", (s) => [[], [open(s, 1)], [open(s, 3)]]],
  ])("%s", async (_what, story) => {
    const [before, first, second] = story(newId())
    const [one, other] = [await connect(), await connect()]
    expect(await transact(one, before)).toBeNull()
    await one.query("BEGIN")
    for (const act of first) expect(await attempt(one, act)).toBeNull()
    const meanwhile = transact(other, second)
    // It waits for the first: what it was told before that would be a guess.
    expect(await outcomeOrWait(other, meanwhile)).toBe("waits")
    await one.query("COMMIT")
    expect(lostTo).toContain(await meanwhile)
    expect(await leftOf()).toBe(0)
    await Promise.all([one.end(), other.end()])
  })
})

/** An open one from six o'clock on, replaced by one that begins earlier, beside a closed one that ends where it began. */
const earlier = (s: string, first: Act[]): [Act[], Act[], Act[]] => [
  [open(s, 6)],
  first,
  first.length === 1 ? [drop(s), open(s, 2)] : [insert(s, 1, 5)],
]

async function outcomeOrWait(client: pg.Client, outcome: Promise<string | null>): Promise<string | null> {
  const { processID } = client as unknown as { processID: number }
  let settled: { state: string | null } | undefined
  void outcome.then((state) => {
    settled = { state }
  })
  while (!settled) {
    const [row] = await worker.$queryRaw<{ waits: boolean }[]>`
      SELECT cardinality(pg_blocking_pids(${processID}::int)) > 0 AS waits`
    if (row?.waits) return "waits"
  }
  return settled.state
}

/** Whole numbers below `limit`, the same for the same seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * limit)
  }
}

test("many writers at once leave no overlap", async () => {
  const subjects = Array.from({ length: 4 }, newId)
  const outcomes = new Map<string | null, number>()
  const writer = async (seed: number) => {
    const below = numbers(seed)
    const client = await connect()
    for (let n = 0; n < 120; n++) {
      const subject = subjects[below(subjects.length)] ?? ""
      const act = () => {
        const from = below(60)
        const kind = below(4)
        if (kind === 0) return insert(subject, from, from + 1 + below(6))
        return kind === 1 ? open(subject, from) : kind === 2 ? end(subject, from) : drop(subject)
      }
      const outcome = await transact(client, Array.from({ length: 1 + below(3) }, act))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    await client.end()
  }
  await Promise.all(Array.from({ length: 6 }, (_, n) => writer(n + 1)))
  expect([...outcomes.keys()].filter((state) => state !== null && !lostTo.has(state))).toEqual([])
  expect(outcomes.get(null)).toBeGreaterThan(100)
  expect(await leftOf()).toBe(0)
  expect(await worker.usageInterval.count({ where: { quantity: 0n } })).toBe(0)
}, 60_000)
