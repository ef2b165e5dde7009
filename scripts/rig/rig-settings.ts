import { join, resolve } from "node:path"

/** A mistake of whoever called, or of the machine it was called on: told in a sentence, without a stack. */
export class RigError extends Error {
  override name = "RigError"
}

export type RigOptions = {
  /** In the names of links, network namespaces and cgroups. */
  name?: string | undefined
  /** The first three numbers of the rig's network: members are .1 to .4, this host is .254. */
  net?: string | undefined
  directory?: string | undefined
  /** Of each member's pool: the file is sparse and takes what is written. */
  poolSize?: string | undefined
}

export type Member = { name: string; address: string; directory: string; lxdDirectory: string; label: string }
export type DataCenterPlan = { name: string; members: readonly Member[] }
export type RigSettings = {
  name: string
  net: string
  directory: string
  poolSize: string
  bridge: string
  hostAddress: string
  dataCenters: readonly DataCenterPlan[]
}

export const apiPort = 8443
const layout = [
  { name: "dc1", members: ["n1", "n2", "n3"] },
  { name: "dc2", members: ["n4"] },
] as const

/** The kernel's limits: 15 characters of a link's name, 107 bytes of a socket's path. */
const longestLink = 15
const longestSocket = 107

export function readSettings(options: RigOptions, environment: NodeJS.ProcessEnv = process.env): RigSettings {
  const name = options.name ?? environment.RIG_NAME ?? "glrig"
  const net = options.net ?? environment.RIG_NET ?? "10.98.0"
  const directory = resolve(options.directory ?? environment.RIG_DIR ?? "/tmp/gl-rig")
  const poolSize = options.poolSize ?? environment.RIG_POOL_SIZE ?? "6GiB"
  const longestName = longestLink - "-n1".length
  if (!/^[a-z][a-z0-9]*$/.test(name) || name.length > longestName) {
    throw new RigError(`RIG_NAME must be at most ${longestName} small letters and digits, not "${name}".`)
  }
  if (!isPrivateNet(net)) throw new RigError(`RIG_NET must be three numbers of a private network, not "${net}".`)
  if (!/^\d+[MG]iB$/.test(poolSize)) throw new RigError(`RIG_POOL_SIZE must look like 6GiB, not "${poolSize}".`)
  const dataCenters = layout.map((plan) => ({
    name: plan.name,
    members: plan.members.map((member) => ({
      name: member,
      address: `${net}.${member.slice(1)}`,
      directory: join(directory, member),
      lxdDirectory: join(directory, member, "lxd"),
      label: `${name}-${member}`,
    })),
  }))
  const socket = join(directory, "n1", "lxd", "unix.socket")
  if (Buffer.byteLength(socket) > longestSocket) {
    throw new RigError(`RIG_DIR ${directory} is too long: sockets below it may have ${longestSocket} bytes in all.`)
  }
  return { name, net, directory, poolSize, bridge: `${name}0`, hostAddress: `${net}.254`, dataCenters }
}

export const membersOf = (settings: RigSettings) => settings.dataCenters.flatMap(({ members }) => members)

export function memberOf(settings: RigSettings, name: string): Member {
  const members = membersOf(settings)
  const member = members.find((candidate) => candidate.name === name)
  if (member) return member
  throw new RigError(`There is no machine ${name}: ${members.map((each) => each.name).join(", ")}.`)
}

export function dataCenterOf(settings: RigSettings, name: string): DataCenterPlan {
  const found = settings.dataCenters.find((candidate) => candidate.name === name)
  if (found) return found
  throw new RigError(`There is no data center ${name}: ${settings.dataCenters.map((each) => each.name).join(", ")}.`)
}

export function firstMember(dataCenter: DataCenterPlan): Member {
  const [first] = dataCenter.members
  if (!first) throw new RigError(`${dataCenter.name} has no machines.`)
  return first
}

function isPrivateNet(net: string): boolean {
  const parts = net.split(".").map(Number)
  const [first = -1, second = -1] = parts
  if (!/^\d+\.\d+\.\d+$/.test(net) || parts.some((part) => part > 255)) return false
  return first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168)
}
