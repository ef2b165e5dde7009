import { spawn } from "node:child_process"
import { mkdir, open, readFile, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { FabricError, type NodeSpec } from "../fabric-driver"
import { askAgentJson } from "./agent-client"
import {
  agentFileOf,
  nodeDirectoryOf,
  plainId,
  readAgentFile,
  readJson,
  removeTree,
  writeJsonAtomic,
} from "./node-directory"
import { isAlive, killProcessesOfNode } from "./node-processes"
import { dropOrphanedSegments } from "./postgres/shared-memory"
import {
  AGENT_PROTOCOL,
  type AgentConfig,
  type AgentFile,
  bareEnvironment,
  type EmbeddedManifest,
  smallNodeFlags,
} from "./protocol"

export type PowerPlant = { dataDir: string; agentScript: string }

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const lockIsStaleAfterMs = 60_000

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600)
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false
    throw error
  }
}

async function holderIsGone(path: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = [await readFile(path, "utf8"), await stat(path)]
    if (Date.now() - mtimeMs > lockIsStaleAfterMs) return true
    // Freshly made and not yet signed: its holder is alive.
    return text !== "" && !isAlive(Number(text))
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return true
    throw error
  }
}

/** Two workers may switch the same node at once; one after the other, else both would start an agent. */
async function withPowerLock<T>(dataDir: string, nodeId: string, act: () => Promise<T>): Promise<T> {
  const path = join(dataDir, "locks", `${plainId(nodeId)}.lock`)
  await mkdir(dirname(path), { recursive: true })
  while (!(await takeLock(path))) {
    if (await holderIsGone(path)) await rm(path, { force: true })
    else await pause(20)
  }
  try {
    return await act()
  } finally {
    await rm(path, { force: true })
  }
}

async function answers(file: AgentFile, node: NodeSpec, signal: AbortSignal): Promise<boolean> {
  if (file.protocol !== AGENT_PROTOCOL) return false
  try {
    const door = { host: "127.0.0.1", port: file.port, token: file.token }
    await askAgentJson(door, { method: "PUT", path: "/node", json: node, timeoutMs: 10_000, signal })
    return true
  } catch (error) {
    if (error instanceof FabricError && error.code === "node_unreachable") return false
    throw error
  }
}

async function lastWords(nodeDirectory: string): Promise<string> {
  const log = await readFile(join(nodeDirectory, "agent.log"), "utf8").catch(() => "")
  return log.trim().split("\n").slice(-3).join(" | ")
}

async function startAgent(plant: PowerPlant, node: NodeSpec, nodeDirectory: string): Promise<void> {
  const bundleDirectory = dirname(plant.agentScript)
  const manifest = await readJson<EmbeddedManifest>(join(bundleDirectory, "embedded.json"))
  const config: AgentConfig = {
    node,
    dataDir: plant.dataDir,
    bundleDirectory,
    postgresBin: manifest?.postgresBin ?? null,
  }
  const configPath = join(nodeDirectory, "node.json")
  await writeJsonAtomic(configPath, config)
  const log = await open(join(nodeDirectory, "agent.log"), "a", 0o600)
  try {
    const child = spawn(process.execPath, [...smallNodeFlags, plant.agentScript, configPath], {
      cwd: nodeDirectory,
      env: bareEnvironment(nodeDirectory),
      detached: true, // it outlives whoever switched it on
      stdio: ["ignore", log.fd, log.fd],
    })
    const failure = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message))
      child.once("exit", () => resolve("it stopped at once"))
    })
    child.unref()
    await untilUp(nodeDirectory, failure)
  } finally {
    await log.close()
  }
}

async function untilUp(nodeDirectory: string, failure: Promise<string>): Promise<void> {
  let failed: string | null = null
  void failure.then((why) => {
    failed = why
  })
  const deadline = Date.now() + 20_000
  while ((await readAgentFile(nodeDirectory)) === null) {
    const why = failed ?? (Date.now() > deadline ? "it did not come up in 20 s" : null)
    if (why) throw new FabricError("failed", `node agent: ${why}: ${await lastWords(nodeDirectory)}`, true)
    await pause(10)
  }
}

export function powerOn(plant: PowerPlant, node: NodeSpec, signal: AbortSignal): Promise<void> {
  const nodeDirectory = nodeDirectoryOf(plant.dataDir, node.nodeId)
  return withPowerLock(plant.dataDir, node.nodeId, async () => {
    const file = await readAgentFile(nodeDirectory)
    if (file && (await answers(file, node, signal))) return
    // Nodes' directories are passed through by the database's own user, who may not look around in them.
    await mkdir(nodeDirectory, { recursive: true, mode: 0o711 })
    await killProcessesOfNode(nodeDirectory)
    await rm(agentFileOf(nodeDirectory), { force: true })
    await startAgent(plant, node, nodeDirectory)
  })
}

/** Returns when nothing of the node lives. Its agent.json goes too, so that nobody takes a reused port for it. */
export function powerOff(dataDir: string, nodeId: string): Promise<void> {
  const nodeDirectory = nodeDirectoryOf(dataDir, nodeId)
  return withPowerLock(dataDir, nodeId, async () => {
    const file = await readAgentFile(nodeDirectory)
    await killProcessesOfNode(nodeDirectory)
    await dropOrphanedSegments(nodeDirectory)
    if (file) await rm(agentFileOf(nodeDirectory), { force: true })
  })
}

export async function retire(dataDir: string, nodeId: string): Promise<void> {
  await powerOff(dataDir, nodeId)
  await withPowerLock(dataDir, nodeId, () => removeTree(nodeDirectoryOf(dataDir, nodeId)))
}
