import pg from "pg"
import { adminOf } from "./engine"

/** A session of ours with the database on `data`. Ended by whoever asked for it, and here when it cannot be made ready. */
export async function openAdminSession(
  data: string,
  port: number,
  onError: (client: pg.Client) => void,
): Promise<pg.Client> {
  const login = await adminOf(data)
  const options = {
    host: "127.0.0.1",
    port,
    database: "postgres",
    connectionTimeoutMillis: 2_000,
    query_timeout: 5_000,
  }
  const client = new pg.Client({ ...options, ...login })
  client.on("error", () => onError(client))
  try {
    await client.connect()
    // What we write must not wait for the very standby we are looking after.
    await client.query("SET synchronous_commit = local")
    return client
  } catch (error) {
    await client.end().catch((ending: Error) => console.error(`closing a session: ${ending.message}`))
    throw error
  }
}
