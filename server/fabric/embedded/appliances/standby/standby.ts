import { spawnPostgres } from "../../postgres/engine"
import type { Program } from "../../runner/appliance"
import { freePort } from "../free-port"

/** Not an image of its own: what a node runs to keep a replica of a database's volume. */
export const program: Program = async (appliance) => {
  const bin = appliance.postgresBin
  if (!bin) throw new Error("there are no PostgreSQL programs for this machine")
  const port = await freePort() // it serves nobody, but PostgreSQL listens even so
  const child = await spawnPostgres(bin, appliance.volume("data").directory, port, appliance.nodeDirectory)
  let stopping = false
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      if (!stopping) appliance.fail("the standby ended by itself; its last lines in the log say why")
      resolve()
    })
  })
  const stop = async () => {
    stopping = true
    child.kill("SIGINT")
    await ended
  }
  return { inputs: {}, stop }
}
