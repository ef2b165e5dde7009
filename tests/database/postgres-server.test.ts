import { join } from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { PostgresServer } from "@/scripts/postgres/postgres-server"
import { ensureRoles, urlAs } from "@/scripts/postgres/roles"
import { startThrowaway, type Throwaway } from "../support/database-server"

let throwaway: Throwaway
beforeAll(async () => {
  throwaway = await startThrowaway(true)
})
afterAll(() => throwaway.close())

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test("a server that is still running is taken over, not started twice", async () => {
  const { postgres, directory } = throwaway
  const again = await PostgresServer.open({
    directory: join(directory, "postgres"),
    logPath: join(directory, "postgres.log"),
    password: decodeURIComponent(new URL(postgres.url("postgres")).password),
    durable: true,
  })
  expect(again).toMatchObject({ adopted: true, port: postgres.port, processId: postgres.processId })
})

test("it comes back on the same port with what was committed, after a crash too", async () => {
  const { postgres } = throwaway
  const url = postgres.url("postgres")
  await query(url, "CREATE TABLE kept AS SELECT 7 AS n")
  await postgres.stop("immediate")
  expect(postgres.isRunning()).toBe(false)
  await postgres.start()
  expect(postgres.url("postgres")).toBe(url)
  expect(await query(url, "SELECT n FROM kept")).toEqual([{ n: 7 }])
})

test("roles log in with their passwords, own nothing, and may not pass row-level security", async () => {
  const url = throwaway.postgres.url("postgres")
  await ensureRoles(url, { gridline_web: "w", gridline_provider: "p", gridline_worker: "k" })
  await ensureRoles(url, { gridline_web: "w2", gridline_provider: "p", gridline_worker: "k" })
  const asWeb = (password: string) => query(urlAs(url, "gridline_web", password), "SELECT current_user::text AS name")
  expect(await asWeb("w2")).toEqual([{ name: "gridline_web" }])
  await expect(asWeb("w")).rejects.toThrow(/password/)
  await query(url, "ALTER ROLE gridline_web BYPASSRLS")
  await expect(ensureRoles(url, { gridline_web: "w", gridline_provider: "p", gridline_worker: "k" })).rejects.toThrow(
    /gridline_web must not/,
  )
})
