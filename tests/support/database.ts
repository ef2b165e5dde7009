import { randomBytes } from "node:crypto"
import pg from "pg"
import { inject } from "vitest"
import { urlAs } from "../../scripts/postgres/roles"
import type { TestServer } from "./database-server"

/** A migrated, empty database of a test file's own. Urls differ in the role they connect as. */
export type TestDatabase = {
  name: string
  /** Owns the schema. */
  ownerUrl: string
  webUrl: string
  providerUrl: string
  workerUrl: string
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>
}

export async function createTestDatabase(server: TestServer = inject("testServer")): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`
  await onServer(server.url, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${server.template}`))
  const owner = new URL(server.url)
  owner.pathname = `/${name}`
  const ownerUrl = owner.toString()
  return {
    name,
    ownerUrl,
    webUrl: urlAs(ownerUrl, "gridline_web", server.passwords.gridline_web),
    providerUrl: urlAs(ownerUrl, "gridline_provider", server.passwords.gridline_provider),
    workerUrl: urlAs(ownerUrl, "gridline_worker", server.passwords.gridline_worker),
    drop: async () => {
      await onServer(server.url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

async function onServer<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "gridline-test-harness" })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
