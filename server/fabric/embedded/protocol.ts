import type { InstanceSpec, NodeSpec, Protocol, VolumeSpec } from "../fabric-driver"

/** Raised when agents of an older bundle can no longer be spoken to; `powerOn` then restarts them. */
export const AGENT_PROTOCOL = 1

/** What a process needs to speak to a node's agent; mode 600 in the node's directory. */
export type AgentFile = { protocol: number; pid: number; port: number; token: string; bootId: string }

/** Written beside the bundled scripts by `bundleEmbedded`. */
export type EmbeddedManifest = { postgresBin: string | null }

export type AgentConfig = {
  node: NodeSpec
  dataDir: string
  /** Folder of the bundle: `runner.mjs`, `appliances/`, `content/`, `modules/`. */
  bundleDirectory: string
  postgresBin: string | null
}

/** Every process of a node carries this variable; it is how leftovers are told from anybody else's processes. */
export const NODE_MARK = "GRIDLINE_NODE_DIRECTORY"

/** The environment components get instead of the portal's own, which holds secrets. */
export const bareEnvironment = (nodeDirectory: string): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  [NODE_MARK]: nodeDirectory,
})

/** Keeps a Node process that mostly waits near 40 MiB. */
export const smallNodeFlags = ["--max-semi-space-size=2", "--v8-pool-size=1", "--no-warnings"]

/** The component's image → the folder of the program in `appliances/`. */
export const images: Readonly<Record<string, string>> = {
  "gateway@1": "gateway",
  "balancer@1": "balancer",
  "web@1": "web",
  "postgres@1": "postgres",
  "nas@1": "nas",
  "job@1": "job",
}

export type RunnerVolume = { name: string; volumeId: string; directory: string }

/** How the nas writes through its node's volume layer, so that mirrors hear of it before the writer is answered. */
export type VolumeDoor = { host: string; port: number; token: string }

export type RunnerStart = {
  program: string
  path: string
  directory: string
  nodeDirectory: string
  bundleDirectory: string
  templateDirectory: string
  postgresBin: string | null
  properties: InstanceSpec["properties"]
  resources: InstanceSpec["resources"]
  secret: string
  inputs: { name: string; protocol: Protocol }[]
  outputs: InstanceSpec["outputs"]
  volumes: RunnerVolume[]
  volumeDoor: VolumeDoor
}

export type RunnerUpdate = Pick<RunnerStart, "outputs" | "resources" | "secret">

export type ToRunner =
  | { type: "start"; start: RunnerStart }
  | { type: "update"; update: RunnerUpdate }
  | { type: "volumeChanged"; volumeId: string }
  | { type: "stop" }

export type Listening = Record<string, { host: string; port: number }>

export type RunnerCounters = { wires: Record<string, number>; externalTxBytes: number; externalRxBytes: number }

export type FromRunner =
  | { type: "ready"; inputs: Listening }
  | { type: "counters"; counters: RunnerCounters }
  /** The last words before a runner gives up, for people. */
  | { type: "reason"; text: string }

/** What a replica's agent tells the primary's, several times a second. */
export type FollowRequest = { nodeId: string }

/** `leaseMs`: for how long the replica may say `ok` of itself without hearing more; 0 when it is not in step. */
export type FollowAnswer = {
  lineage: string
  leaseMs: number
  ageMs: number
  /** Where a database standby gets its stream; null while the primary's database is not running. */
  stream: { host: string; port: number; user: string; password: string; slot: string; name: string } | null
}

export type VolumeWish = VolumeSpec
