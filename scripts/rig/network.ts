import { networkInterfaces } from "node:os"
import { type Member, membersOf, RigError, type RigSettings } from "./rig-settings"
import { attempt, run } from "./run-command"

type Link = { ifname: string; ifalias?: string; operstate: string; flags: string[] }

export const netnsPath = (member: Member) => `/run/netns/${member.label}`
const aliasOf = (settings: RigSettings) => `gridline rig in ${settings.directory}`

export async function findLink(name: string): Promise<Link | undefined> {
  const { code, stdout } = await attempt("ip", ["-json", "link", "show", "dev", name])
  return code === 0 ? (JSON.parse(stdout) as Link[])[0] : undefined
}

export async function linkNames(): Promise<string[]> {
  return (JSON.parse(await run("ip", ["-json", "link", "show"])) as Link[]).map(({ ifname }) => ifname)
}

export async function netnsNames(): Promise<string[]> {
  const text = await run("ip", ["-json", "netns", "list"])
  return text.trim() ? (JSON.parse(text) as { name: string }[]).map(({ name }) => name) : []
}

export const isOwnBridge = (settings: RigSettings, link: Link | undefined) => link?.ifalias === aliasOf(settings)

/** Names and addresses that somebody else has are left alone. */
export async function refuseForeignNetwork(settings: RigSettings): Promise<void> {
  const link = await findLink(settings.bridge)
  if (link && !isOwnBridge(settings, link)) {
    throw new RigError(`A link ${settings.bridge} is there that this rig did not make: choose another RIG_NAME.`)
  }
  const others = Object.entries(networkInterfaces()).filter(([name]) => name !== settings.bridge)
  const taken = others.find(([, found]) => found?.some(({ address }) => address.startsWith(`${settings.net}.`)))
  if (taken) throw new RigError(`${settings.net}.0/24 is in use on ${taken[0]}: choose another RIG_NET.`)
  const route = await run("ip", ["-json", "route", "show", `${settings.net}.0/24`])
  const routes = JSON.parse(route.trim() || "[]") as { dev?: string }[]
  const way = routes.find(({ dev }) => dev !== settings.bridge)
  if (way) throw new RigError(`There is a route to ${settings.net}.0/24 by ${way.dev}: choose another RIG_NET.`)
}

export async function raiseBridge(settings: RigSettings): Promise<void> {
  const { bridge } = settings
  if (!(await findLink(bridge))) await run("ip", ["link", "add", bridge, "type", "bridge"])
  await run("ip", ["link", "set", "dev", bridge, "alias", aliasOf(settings)])
  await run("ip", ["address", "replace", `${settings.hostAddress}/24`, "dev", bridge])
  await run("ip", ["link", "set", "dev", bridge, "up"])
}

/** A network namespace with one cable, eth0, to the bridge. */
export async function plugIn(settings: RigSettings, member: Member): Promise<void> {
  const { label } = member
  await unplug(member)
  await run("ip", ["netns", "add", label])
  const peer = ["peer", "name", "eth0", "address", hardwareAddress(member), "netns", label]
  await run("ip", ["link", "add", label, "type", "veth", ...peer])
  await run("ip", ["link", "set", "dev", label, "master", settings.bridge, "up"])
  await run("ip", ["-n", label, "link", "set", "lo", "up"])
  await run("ip", ["-n", label, "address", "add", `${member.address}/24`, "dev", "eth0"])
  await run("ip", ["-n", label, "link", "set", "eth0", "up"])
}

/** Of the machine, as its network card has one: with another at each boot, whoever knew it would wait a minute to find it again. */
const hardwareAddress = ({ address }: Member): string =>
  ["02", "00", ...address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":")

/** Bridges and tunnels of a machine live in its network namespace, and a power cut takes them as well. */
export async function unplug(member: Member): Promise<void> {
  if (await findLink(member.label)) await run("ip", ["link", "delete", "dev", member.label])
  if ((await netnsNames()).includes(member.label)) await run("ip", ["netns", "delete", member.label])
}

export async function setCable(member: Member, state: "up" | "down"): Promise<void> {
  if (!(await findLink(member.label))) throw new RigError(`${member.name} is off: it has no cable to pull or plug.`)
  await run("ip", ["link", "set", "dev", member.label, state])
}

export async function removeNetwork(settings: RigSettings): Promise<void> {
  for (const member of membersOf(settings)) await unplug(member)
  if (await findLink(settings.bridge)) await run("ip", ["link", "delete", "dev", settings.bridge])
}
