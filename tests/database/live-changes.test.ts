import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { LiveNews } from "@/lib/schemas/event"
import { LiveChanges } from "@/server/domain/monitoring"
import { createTestDatabase, type TestDatabase } from "../support/database"

const tenantId = "01a20a34-e475-75e8-a925-e2df2e9a0135"
let database: TestDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

const announce = (topic: string) => owner.query("SELECT pg_notify('gridline', $1)", [`${tenantId}|${topic}||`])

test("whoever watches is told when changes cannot be heard of and when they can again", async () => {
  const troubles: Error[] = []
  const live = new LiveChanges(database.webUrl, (error) => troubles.push(error))
  await live.start()
  const ending = new AbortController()
  const heard: LiveNews["topic"][] = []
  const watching = (async () => {
    for await (const { topic } of live.watch({ tenantId }, ending.signal)) heard.push(topic)
  })()
  await announce("volume")
  await expect.poll(() => heard).toEqual(["volume"])
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'gridline-live'",
    [database.name],
  )
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(["volume", "away", "back"])
  await announce("component")
  await expect.poll(() => heard).toEqual(["volume", "away", "back", "component"])
  expect(troubles.length).toBeGreaterThan(0)
  ending.abort()
  await watching
  await live.close()
})
