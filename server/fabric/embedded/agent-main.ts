import { NodeAgent } from "./agent/node-agent"
import { readJson } from "./node-directory"
import type { AgentConfig } from "./protocol"

// A failure nobody expected must not leave a node that half works: it dies, its components with it, and is seen as lost.
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => {
    console.error(`${new Date().toISOString()} node agent ends:`, error)
    process.exit(1)
  })

const configPath = process.argv[2]
const config = configPath ? await readJson<AgentConfig>(configPath) : null
if (!configPath || !config) throw new Error("usage: agent.mjs <node.json>")
await NodeAgent.boot(config, configPath)
