import type { Endpoint, InstanceSpec, Protocol } from "../../fabric-driver"
import type { Listening, RunnerVolume, VolumeDoor } from "../protocol"

/** Where one far instance is reached from inside the component: an address of its own that stays while that one moves. */
export type NearEndpoint = { path: string; host: string; port: number }

/** An output terminal as the component sees it. `host:port` never changes while the component runs. */
export type Output = {
  name: string
  protocol: Protocol
  host: string
  port: number
  /** Of the far component; empty while nothing is at the other end. */
  secret: string
  endpoints: NearEndpoint[]
}

/** What a program of an image gets. It runs inside its runner's process. */
export type Appliance = {
  path: string
  /** Its own folder, gone when the instance is removed. */
  directory: string
  nodeDirectory: string
  bundleDirectory: string
  templateDirectory: string
  postgresBin: string | null
  configPath: string
  properties: InstanceSpec["properties"]
  volume(name: string): RunnerVolume
  volumeDoor: VolumeDoor
  /** Read anew when used: wires and secrets change while the program runs. */
  secret(): string
  output(name: string): Output | null
  onUpdate(listener: () => void): void
  onVolumeChanged(listener: (volumeId: string) => void): void
  /** The port this input had before, else 0: an address that stays spares everybody a change. */
  portFor(input: string): number
  countExternal(bytes: { tx: number; rx: number }): void
  log(text: string): void
  warn(text: string): void
  /** Ends the component as crashed; the node restarts it. */
  fail(reason: string): void
}

export type RunningAppliance = { inputs: Listening; stop(): Promise<void> }

export type Program = (appliance: Appliance) => Promise<RunningAppliance>

export function numberProperty(appliance: Appliance, name: string, fallback: number): number {
  const value = Number(appliance.properties[name] ?? fallback)
  return Number.isFinite(value) && value > 0 ? value : fallback
}

export function textProperty(appliance: Appliance, name: string, fallback: string): string {
  const value = appliance.properties[name]
  return typeof value === "string" && value !== "" ? value : fallback
}

/** Endpoints are compared by what a connection depends on. */
export const addressOf = (endpoint: Pick<Endpoint, "host" | "port">) => `${endpoint.host}:${endpoint.port}`
