import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { expect } from "vitest"
import {
  type Endpoint,
  type FabricDriver,
  FabricError,
  type FabricErrorCode,
  type InputSpec,
  type InstanceSpec,
  type NodeSpec,
  type ObservedInstance,
  type ObservedVolume,
  type OutputSpec,
  type VolumeSpec,
} from "../../server/fabric/fabric-driver"

export const refusal = (code: FabricErrorCode) => expect.objectContaining({ name: "FabricError", code })

/** A terminal that is not wired to anything; a fabric is told of wires apart. */
export const inputSpec = (name: string, protocol: string, change: Partial<InputSpec> = {}): InputSpec => ({
  name,
  protocol,
  external: false,
  wires: [],
  ...change,
})
export const outputSpec = (name: string, protocol: string, endpoints: Endpoint[] = []): OutputSpec => ({
  name,
  protocol,
  wire: null,
  endpoints,
})

/** All that these suites make belongs to one VDC unless a test says otherwise. */
export const vdcId = randomUUID()

export const never = new AbortController().signal

export function nodeSpec(nodeId: string = randomUUID()): NodeSpec {
  return { nodeId, name: `node ${nodeId.slice(0, 4)}`, cores: 2, memoryMib: 4096, diskGib: 20, networkMbps: 1000 }
}

/** An instance that runs on any fabric and needs nothing: a nas has a volume, a balancer has none. */
export function instanceSpec(nodeId: string, change: Partial<InstanceSpec> = {}): InstanceSpec {
  return {
    instanceId: randomUUID(),
    vdcId,
    epoch: 1,
    nodeId,
    path: "shop:main.balancer",
    image: "balancer@1",
    machine: "container",
    wanted: "running",
    restartToken: 0,
    properties: {},
    resources: { cpuMillis: 100, memoryMib: 64 },
    secret: `secret-${randomUUID()}`,
    inputs: [inputSpec("in", "http")],
    outputs: [outputSpec("out", "http")],
    volumes: [],
    ...change,
  }
}

export function volumeSpec(nodeId: string, change: Partial<VolumeSpec> = {}): VolumeSpec {
  return {
    volumeId: randomUUID(),
    vdcId,
    epoch: 1,
    nodeId,
    sizeGib: 1,
    source: { kind: "empty" },
    mirroring: "files",
    role: { kind: "primary" },
    ...change,
  }
}

export const nasOn = (volume: VolumeSpec, change: Partial<InstanceSpec> = {}) =>
  instanceSpec(volume.nodeId, {
    path: "shop:main.nas",
    image: "nas@1",
    inputs: [inputSpec("files", "files")],
    outputs: [],
    volumes: [{ name: "content", volumeId: volume.volumeId }],
    ...change,
  })

export const replicaOf = (volume: VolumeSpec, nodeId: string): VolumeSpec => ({
  ...volume,
  nodeId,
  role: { kind: "replica", primaryNodeId: volume.nodeId },
})

/** Nothing takes so long, on a busy machine either. */
const hangMs = 45_000

export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = hangMs,
) {
  const deadline = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause(20)
  }
}

/** Asks again as long as the answer is that it may be: a cluster that has just lost a member may have to agree on another leader first. */
export function insist<T extends object>(what: string, work: () => Promise<T>): Promise<T> {
  return eventually(what, () =>
    work().catch((error: unknown) => {
      if (error instanceof FabricError && error.retryable) return null
      throw error
    }),
  )
}

export async function instanceOn(driver: FabricDriver, spec: InstanceSpec): Promise<ObservedInstance | undefined> {
  const report = await driver.inspectNode(spec.nodeId, never)
  return report.instances.find(({ instanceId }) => instanceId === spec.instanceId)
}

export async function volumeOn(driver: FabricDriver, spec: VolumeSpec): Promise<ObservedVolume | undefined> {
  const report = await driver.inspectNode(spec.nodeId, never)
  return report.volumes.find(({ volumeId }) => volumeId === spec.volumeId)
}

export function untilState(driver: FabricDriver, spec: InstanceSpec, state: ObservedInstance["state"]) {
  return eventually(`${spec.path} is ${state}`, async () => {
    const observed = await instanceOn(driver, spec)
    if (observed?.state === "failed" && state !== "failed") throw new Error(`${spec.path}: ${observed.reason}`)
    return observed?.state === state && observed
  })
}

export async function run(driver: FabricDriver, spec: InstanceSpec) {
  await driver.ensureInstance(spec, never)
  return untilState(driver, spec, "running")
}

export function untilVolume(driver: FabricDriver, spec: VolumeSpec, state: ObservedVolume["state"], withinMs = hangMs) {
  return eventually(
    `volume is ${state}`,
    async () => {
      const observed = await volumeOn(driver, spec)
      return observed?.state === state && observed
    },
    withinMs,
  )
}

export const bodyOf = (text: string) => new Blob([text]).stream() as ReadableStream<Uint8Array>

export function put(driver: FabricDriver, volume: VolumeSpec, path: string, text: string, limitBytes = 1024 * 1024) {
  return driver.writeFile(volume, path, bodyOf(text), limitBytes, never)
}

export async function get(driver: FabricDriver, volume: VolumeSpec, path: string): Promise<string> {
  const { body } = await driver.readFile(volume, path, never)
  return new Response(body).text()
}
