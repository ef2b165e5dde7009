import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { networkInterfaces } from "node:os"
import { commandLineOf } from "../process-identity"
import { ownGroups, processesOfRig } from "./cgroups"
import { linkNames, netnsNames } from "./network"
import { membersOf, type RigSettings } from "./rig-settings"
import { run } from "./run-command"

/** Everything of the rig that is on this machine, a line each. After `down` there must be nothing. */
export async function listRemains(settings: RigSettings): Promise<string[]> {
  const labels = membersOf(settings).map(({ label }) => label)
  const links = new Set([settings.bridge, ...labels])
  // The same address on another link is somebody else's.
  const addresses = (networkInterfaces()[settings.bridge] ?? []).map(
    ({ address }) => `${address} on ${settings.bridge}`,
  )
  const processes = await processesOfRig(settings)
  return [
    ...(await netnsNames()).filter((name) => labels.includes(name)).map((name) => `network namespace ${name}`),
    ...(await linkNames()).filter((name) => links.has(name)).map((name) => `link ${name}`),
    ...addresses.map((text) => `address ${text}`),
    ...(await ownLoopDevices(settings)).map(({ name, file }) => `loop device ${name} on ${file}`),
    ...(await ownMounts(settings, labels)).map((path) => `mount ${path}`),
    ...(await ownGroups(settings)).map((path) => `cgroup ${path}`),
    ...processes.map((pid) => `process ${pid} ${commandLineOf(pid) ?? ""}`.trim()),
    ...[settings.directory, `${settings.directory}.lock`]
      .filter((path) => existsSync(path))
      .map((path) => `file ${path}`),
  ]
}

export async function ownLoopDevices({ directory }: RigSettings): Promise<{ name: string; file: string }[]> {
  const text = await run("losetup", ["--list", "--json", "--output", "NAME,BACK-FILE"])
  const devices = text.trim()
    ? (JSON.parse(text) as { loopdevices: { name: string; "back-file": string | null }[] }).loopdevices
    : []
  return devices.flatMap(({ name, "back-file": file }) => (file?.startsWith(`${directory}/`) ? [{ name, file }] : []))
}

async function ownMounts({ directory }: RigSettings, labels: readonly string[]): Promise<string[]> {
  const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n")
  const paths = lines.flatMap((line) => line.split(" ")[4] ?? [])
  const named = new Set(labels.map((label) => `/run/netns/${label}`))
  return paths.filter((path) => path === directory || path.startsWith(`${directory}/`) || named.has(path))
}
