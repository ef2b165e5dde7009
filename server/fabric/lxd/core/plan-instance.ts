import type { InstanceSpec, OutputSpec } from "../../fabric-driver"
import { addressOn, type Digest, macOn, sameOn } from "./names"

type Settings = Record<string, string>
export type Devices = Record<string, Settings>

/** One end of a wire at this instance, in the order of its nics. */
export type Interface = { name: string; address: string; wire: string; terminal: string; side: "input" | "output" }

/** `config.json` of a component: all it is told of the world. */
export type ComponentConfig = {
  path: string
  image: string
  properties: InstanceSpec["properties"]
  resources: InstanceSpec["resources"]
  secret: string
  interfaces: Interface[]
  inputs: { name: string; protocol: string; external: boolean }[]
  outputs: {
    name: string
    protocol: string
    endpoints: { path: string; address: string; port: number; secret: string }[]
  }[]
  volumes: { name: string; path: string }[]
}

export type Surroundings = {
  digest: Digest
  pool: string
  /** Wire → network. */
  networks: ReadonlyMap<string, string>
  /** Volume id → name of the engine's volume. */
  volumeNames: ReadonlyMap<string, string>
  /** Where visitors come in on the member; null for what has no external input. */
  listen: { address: string; port: number } | null
}

export type InstancePlan = {
  type: "container" | "virtual-machine"
  config: Settings
  devices: Devices
  component: ComponentConfig
}

/** Ports of inputs by protocol; `any` and unknown ones are left to the component. */
const ports = new Map([
  ["http", 80],
  ["https", 443],
  ["postgres", 5432],
  ["mysql", 3306],
  ["files", 22],
])
export const portOf = (protocol: string): number => ports.get(protocol) ?? 7000

/** What an instance's own system may take of its member's disk; data is on volumes. */
const rootSize = { container: "4GiB", vm: "10GiB" } as const

/** Input wires first, each in the order of its name, so that the nics of two plans of one drawing are the same. */
export function interfacesOf(spec: InstanceSpec, digest: Digest): Interface[] {
  const ends = [
    ...spec.inputs.flatMap((input) =>
      input.wires.map((wire) => ({ wire, terminal: input.name, side: "input" as const })),
    ),
    ...spec.outputs.flatMap((output) =>
      output.wire ? [{ wire: output.wire, terminal: output.name, side: "output" as const }] : [],
    ),
  ]
  return ends.map((end) => ({
    ...end,
    // From the wire, not from its place in the list: a nic whose wire stays is never renamed or re-plugged.
    name: `w${digest(`nic:${end.wire}:${end.side}`).slice(0, 10)}`,
    address: `${addressOn(digest, end.wire, spec.instanceId, spec.epoch)}/64`,
  }))
}

export const wiresOf = (spec: InstanceSpec): string[] => [
  ...new Set([...spec.inputs.flatMap((i) => i.wires), ...spec.outputs.flatMap((o) => (o.wire ? [o.wire] : []))]),
]

const endpointsOf = (output: OutputSpec, digest: Digest) =>
  output.endpoints.flatMap((far) =>
    output.wire
      ? [{ path: far.path, address: sameOn(digest, output.wire, far.host), port: far.port, secret: far.secret }]
      : [],
  )

function componentOf(spec: InstanceSpec, interfaces: Interface[], digest: Digest): ComponentConfig {
  return {
    path: spec.path,
    image: spec.image,
    // Whoever keeps them may give them back in another order, which is no change.
    properties: Object.fromEntries(byKey(spec.properties)),
    resources: spec.resources,
    secret: spec.secret,
    interfaces,
    inputs: spec.inputs.map(({ name, protocol, external }) => ({ name, protocol, external })),
    outputs: spec.outputs.map((output) => ({
      name: output.name,
      protocol: output.protocol,
      endpoints: endpointsOf(output, digest),
    })),
    volumes: spec.volumes.map(({ name }) => ({ name, path: `/srv/volumes/${name}` })),
  }
}

/** A share of a core is a weight, whole cores are a bound: an idle node's cores belong to whoever needs them, since they are its tenant's. */
const cpuOf = ({ machine, resources: { cpuMillis } }: InstanceSpec): Settings =>
  // Of a virtual machine whole cores are all that engines know.
  machine === "vm"
    ? { "limits.cpu": String(Math.max(1, Math.ceil(cpuMillis / 1_000))) }
    : cpuMillis < 1_000
      ? { "limits.cpu": "1", "limits.cpu.allowance": `${Math.max(1, Math.round(cpuMillis / 10))}%` }
      : { "limits.cpu": String(Math.ceil(cpuMillis / 1_000)), "limits.cpu.allowance": "100%" }

function devicesOf(spec: InstanceSpec, interfaces: Interface[], around: Surroundings): Devices {
  const devices: Devices = { root: { type: "disk", pool: around.pool, path: "/", size: rootSize[spec.machine] } }
  for (const { name, wire, side } of interfaces)
    devices[name] = {
      type: "nic",
      name,
      network: around.networks.get(wire) ?? "",
      hwaddr: macOn(around.digest, wire, spec.instanceId, spec.epoch),
      // Clients of one wire do not see each other where the engine can tell them apart (on the same member).
      "security.port_isolation": side === "output" ? "true" : "false",
    }
  for (const { name, volumeId } of spec.volumes)
    devices[`v-${name}`] = {
      type: "disk",
      pool: around.pool,
      source: around.volumeNames.get(volumeId) ?? "",
      path: `/srv/volumes/${name}`,
    }
  // Files of a NAS are mounted without any right on the host: through FUSE.
  if (spec.machine === "container" && spec.outputs.some((o) => o.protocol === "files" && o.wire))
    devices.fuse = { type: "unix-char", path: "/dev/fuse", mode: "0666" }
  if (around.listen) {
    const port = portOf(spec.inputs.find((i) => i.external)?.protocol ?? "http")
    devices.visitors = {
      type: "proxy",
      listen: `tcp:${around.listen.address}:${around.listen.port}`,
      connect: `tcp:127.0.0.1:${port}`,
    }
  }
  return devices
}

/** Everything an engine must know of an instance. The same spec and surroundings give the same plan. */
export function planInstance(spec: InstanceSpec, around: Surroundings): InstancePlan {
  const interfaces = interfacesOf(spec, around.digest)
  const component = componentOf(spec, interfaces, around.digest)
  return {
    type: spec.machine === "vm" ? "virtual-machine" : "container",
    component,
    devices: devicesOf(spec, interfaces, around),
    config: {
      ...cpuOf(spec),
      "limits.memory": `${spec.resources.memoryMib}MiB`,
      ...(spec.machine === "container" ? { "limits.processes": "2000" } : {}),
      // A member that comes back starts nothing by itself: what may run there again is said by the portal.
      "boot.autostart": "false",
      "user.gridline.instance": spec.instanceId,
      "user.gridline.epoch": String(spec.epoch),
      "user.gridline.path": spec.path,
      "user.gridline.image": spec.image,
      "user.gridline.token": String(spec.restartToken),
      "user.gridline.config": JSON.stringify(component),
    },
  }
}

const own = /^(limits\.|user\.gridline\.|boot\.autostart$)/

/** What has to be done to an instance that is there: nothing, a change while it runs, or a restart (and why a new image is another one). */
export function differenceOf(
  there: { config: Settings; devices: Devices },
  plan: InstancePlan,
): "same" | "live" | "restart" | "rebuild" {
  const was = (key: string) => there.config[`user.gridline.${key}`]
  const now = (key: string) => plan.config[`user.gridline.${key}`]
  if (was("image") !== now("image")) return "rebuild"
  const before = JSON.parse(was("config") ?? "{}") as Partial<ComponentConfig>
  if (
    was("token") !== now("token") ||
    sortedEntries(before.properties ?? {}) !== sortedEntries(plan.component.properties) ||
    JSON.stringify(before.volumes) !== JSON.stringify(plan.component.volumes)
  )
    return "restart"
  const settings = Object.keys({ ...there.config, ...plan.config }).filter((key) => own.test(key))
  const sameDevices = sorted(there.devices) === sorted(plan.devices)
  return sameDevices && settings.every((key) => there.config[key] === plan.config[key]) ? "same" : "live"
}

const byKey = <T>(record: Record<string, T>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
const sortedEntries = (record: Record<string, unknown>): string => JSON.stringify(byKey(record))
const sorted = (devices: Devices): string =>
  JSON.stringify(byKey(devices).map(([name, device]) => [name, byKey(device)]))

/** What the engine keeps of it and Gridline did not say (its image, its idmap) stays. */
export const mergedConfig = (there: Settings, plan: InstancePlan): Settings => ({
  ...Object.fromEntries(Object.entries(there).filter(([key]) => !own.test(key))),
  ...plan.config,
})
