import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { readAgentFile } from "../../server/fabric/embedded/node-directory"
import { powerOff } from "../../server/fabric/embedded/power"
import { commandLineOf, endsWithin, signal } from "../process-identity"
import type { DataDirectory } from "./data-directory"

const agentStopsWithinMs = 8_000

/** Stops every node of the embedded fabric, its components with it. Returns how many were on. */
export async function stopNodeAgents(data: DataDirectory, forced: AbortSignal): Promise<number> {
  if (!existsSync(data.nodes)) return 0
  const entries = await readdir(data.nodes, { withFileTypes: true })
  const nodeIds = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const wereOn = await Promise.all(nodeIds.map((nodeId) => stopNode(data, nodeId, forced)))
  return wereOn.filter(Boolean).length
}

async function stopNode(data: DataDirectory, nodeId: string, forced: AbortSignal): Promise<boolean> {
  const directory = `${data.nodes}/${nodeId}`
  const agent = await readAgentFile(directory)
  // The id may belong to somebody else by now: an agent names its node's directory on its command line.
  const isOurs = agent !== null && (commandLineOf(agent.pid)?.includes(directory) ?? false)
  if (isOurs && !forced.aborted && signal(agent.pid, "SIGTERM")) await endsWithin(agent.pid, agentStopsWithinMs)
  // Whatever has not gone by itself, strays of an agent that crashed included.
  await powerOff(data.path, nodeId)
  return isOurs
}
