import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, mkdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { bundleEmbedded } from "../../server/fabric/embedded/bundle"
import { createEmbeddedFabric } from "../../server/fabric/embedded/embedded-fabric"
import { processesOfNode } from "../../server/fabric/embedded/node-processes"
import type { Endpoint, FabricDriver, InstanceSpec, VolumeSpec } from "../../server/fabric/fabric-driver"
import { inputSpec, instanceSpec, run } from "./fabric-specs"

export type EmbeddedRig = {
  driver: FabricDriver
  dataDir: string
  nodeDirectory(nodeId: string): string
  agentPid(nodeId: string): Promise<number>
  killAgent(nodeId: string): Promise<void>
  processes(nodeId: string): Promise<number[]>
  close(): Promise<void>
}

/** A fabric of real processes in a folder of its own, which is gone afterwards with all that ran in it. */
export async function openEmbeddedRig(): Promise<EmbeddedRig> {
  const root = join(tmpdir(), `gridline-contract-${randomUUID()}`)
  const dataDir = join(root, "data")
  await mkdir(dataDir, { recursive: true })
  await chmod(root, 0o755) // as root, databases run as another user who must get through
  const { agentScript } = await bundleEmbedded(join(root, "bundle"))
  const real = createEmbeddedFabric({ dataDir, agentScript })
  const seen = new Set<string>()
  const driver: FabricDriver = new Proxy(real, {
    get(target, name, receiver) {
      if (name !== "powerOn") return Reflect.get(target, name, receiver)
      return (...[node, signal]: Parameters<FabricDriver["powerOn"]>) => {
        seen.add(node.nodeId)
        return target.powerOn(node, signal)
      }
    },
  })
  const nodeDirectory = (nodeId: string) => join(dataDir, "nodes", nodeId)
  const agentPid = async (nodeId: string): Promise<number> =>
    JSON.parse(await readFile(join(nodeDirectory(nodeId), "agent.json"), "utf8")).pid
  return {
    driver,
    dataDir,
    nodeDirectory,
    agentPid,
    killAgent: async (nodeId) => {
      process.kill(await agentPid(nodeId), "SIGKILL")
      // Node.js reaps the child it started a moment after it died.
      while ((await processesOfNode(nodeDirectory(nodeId))).length > 0) await pause(10)
    },
    processes: (nodeId) => processesOfNode(nodeDirectory(nodeId)),
    close: async () => {
      for (const nodeId of seen) await real.retireNode(nodeId, new AbortController().signal)
      for (const nodeId of seen) {
        if (existsSync(nodeDirectory(nodeId))) throw new Error(`${nodeId} left files behind`)
        if ((await processesOfNode(nodeDirectory(nodeId))).length > 0)
          throw new Error(`${nodeId} left processes behind`)
      }
      await rm(root, { recursive: true, force: true })
    },
  }
}

export type Placed = { spec: InstanceSpec; endpoint: Endpoint }

export async function place(driver: FabricDriver, nodeId: string, change: Partial<InstanceSpec>): Promise<Placed> {
  const spec = instanceSpec(nodeId, change)
  const observed = await run(driver, spec)
  const [address] = Object.values(observed.inputs)
  const { instanceId, path, secret } = spec
  return { spec, endpoint: { instanceId, path, secret, host: "127.0.0.1", port: 0, ...address } }
}

export const databaseOn = (volume: VolumeSpec): Partial<InstanceSpec> => ({
  path: "shop:main.db",
  image: "postgres@1",
  secret: "a database's secret",
  inputs: [inputSpec("db", "postgres")],
  outputs: [],
  volumes: [{ name: "data", volumeId: volume.volumeId }],
})

export const jobOn = (volume: VolumeSpec, change: Partial<InstanceSpec> = {}): Partial<InstanceSpec> => ({
  path: "shop:main.job",
  image: "job@1",
  inputs: [],
  outputs: [],
  volumes: [{ name: "content", volumeId: volume.volumeId }],
  ...change,
})
