import { DBOS } from "@dbos-inc/dbos-sdk"
import pg from "pg"

/**
 * Starts the workflow library, one worker after the other: it brings its own tables up to date, and two that do so at once on a
 * new database get in each other's way. The lock goes with the connection, so a worker that dies here holds nobody up.
 */
export async function launchWorkflows(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "gridline-workflow-launch" })
  await client.connect()
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended('workflows:launch', 0))")
    await DBOS.launch()
  } finally {
    await client.end()
  }
}
