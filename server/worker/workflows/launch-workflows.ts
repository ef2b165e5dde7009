import { setTimeout as pause } from "node:timers/promises"
import { DBOS } from "@dbos-inc/dbos-sdk"
import pg from "pg"

const lock = "SELECT pg_try_advisory_lock(hashtextextended('workflows:launch', 0)) AS taken"

/**
 * Starts the workflow library, one worker after the other: it brings its own tables up to date, and two that do so at once on a
 * new database get in each other's way. The lock goes with the connection, so a worker that dies here holds nobody up.
 */
export async function launchWorkflows(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "gridline-workflow-launch" })
  await client.connect()
  try {
    // Asked again and again: one statement that waits would hold a snapshot, and the library builds indexes concurrently.
    while ((await client.query<{ taken: boolean }>(lock)).rows[0]?.taken !== true) await pause(100)
    await DBOS.launch()
  } finally {
    await client.end()
  }
}
