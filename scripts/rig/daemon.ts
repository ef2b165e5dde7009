import { join } from "node:path"
import { commandLineOf, endsWithin, pause, signal } from "../process-identity"
import { processesOfRig } from "./cgroups"
import { ask } from "./daemon-socket"
import { attemptInMachine, runInMachine, startInMachine } from "./machine"
import { apiPort, type DataCenterPlan, firstMember, type Member, RigError, type RigSettings } from "./rig-settings"

const pool = "default"

async function daemonOf(settings: RigSettings, member: Member): Promise<number | undefined> {
  const processes = await processesOfRig(settings, member.name)
  // By its first argument: lxd has other processes of its own name.
  return processes.find((pid) => commandLineOf(pid)?.startsWith("lxd --group "))
}

/** Starts lxcfs and lxd; whoever needs the API waits for it (see waitForDaemon). */
export async function startDaemon(settings: RigSettings, member: Member): Promise<void> {
  // lxcfs must be there before any container starts, else containers see this host's memory and uptime.
  const mounted = await attemptInMachine(settings, member, ["mountpoint", "-q", "/var/lib/lxcfs"])
  if (mounted.code !== 0) {
    const lxcfs = ["lxcfs", "-p", join(member.directory, "lxcfs.pid"), "/var/lib/lxcfs"]
    await startInMachine(settings, member, lxcfs, "lxcfs.log")
  }
  if (await daemonOf(settings, member)) return
  const lxd = ["lxd", "--group", "root", "--logfile", join(member.directory, "lxd.log")]
  await startInMachine(settings, member, lxd, "lxd.out")
}

export async function waitForDaemon(settings: RigSettings, member: Member, timeoutSeconds = 60): Promise<void> {
  await runInMachine(settings, member, ["lxd", "waitready", `--timeout=${timeoutSeconds}`])
}

/** Containers go on running, as they do when a real daemon crashes. */
export async function killDaemonOf(settings: RigSettings, member: Member): Promise<void> {
  const pid = await daemonOf(settings, member)
  if (!pid) throw new RigError(`No daemon runs on ${member.name}.`)
  signal(pid, "SIGKILL")
  if (!(await endsWithin(pid, 10_000))) throw new RigError(`The daemon of ${member.name} does not die (${pid}).`)
}

export async function answers(settings: RigSettings, member: Member): Promise<boolean> {
  if (!(await daemonOf(settings, member))) return false
  return ask(member, "/1.0", 5).then(
    () => true,
    () => false,
  )
}

async function isConfigured(member: Member): Promise<boolean> {
  const server = await ask<{ config: Record<string, unknown> | null }>(member, "/1.0")
  return Boolean(server.config?.["core.https_address"])
}

async function preseed(settings: RigSettings, member: Member, document: object): Promise<void> {
  // JSON is YAML.
  await runInMachine(settings, member, ["lxd", "init", "--preseed"], { input: JSON.stringify(document) })
}

const first = (settings: RigSettings, member: Member) => ({
  config: {
    "core.https_address": `${member.address}:${apiPort}`,
    "images.auto_update_interval": "0",
    "images.remote_cache_expiry": "0",
  },
  storage_pools: [{ name: pool, driver: "btrfs", config: { size: settings.poolSize } }],
  profiles: [{ name: "default", devices: { root: { path: "/", pool, type: "disk" } } }],
})

/** One server, or a cluster of several; members that are configured already stay as they are. */
export async function configure(settings: RigSettings, dataCenter: DataCenterPlan): Promise<void> {
  const founder = firstMember(dataCenter)
  const isCluster = dataCenter.members.length > 1
  if (!(await isConfigured(founder))) {
    const cluster = isCluster ? { cluster: { server_name: founder.name, enabled: true } } : {}
    await preseed(settings, founder, { ...first(settings, founder), ...cluster })
  }
  for (const member of dataCenter.members.slice(1)) {
    if (!(await isConfigured(member))) await joinCluster(settings, founder, member)
  }
  if (!isCluster) return
  // The least that LXD accepts; heartbeats go every ten seconds, so a death shows after 5 to 25.
  await runInMachine(settings, founder, ["lxc", "config", "set", "cluster.offline_threshold=11"])
}

async function joinCluster(settings: RigSettings, founder: Member, member: Member): Promise<void> {
  const said = await runInMachine(settings, founder, ["lxc", "cluster", "add", member.name])
  await preseed(settings, member, {
    cluster: {
      enabled: true,
      server_name: member.name,
      server_address: `${member.address}:${apiPort}`,
      cluster_token: said.trim().split("\n").at(-1),
      member_config: [{ entity: "storage-pool", name: pool, key: "size", value: settings.poolSize }],
    },
  })
}

/** Trusts whoever shows it first, and nobody after. */
export async function makeToken(settings: RigSettings, dataCenter: DataCenterPlan, client: string): Promise<string> {
  const member = await anyAnswering(settings, dataCenter)
  const said = await runInMachine(settings, member, ["lxc", "config", "trust", "add", "--name", client])
  const token = said.trim().split("\n").at(-1) ?? ""
  if (!/^[A-Za-z0-9+/=]{40,}$/.test(token)) throw new RigError(`${member.name} gave no token but: ${said.trim()}`)
  return token
}

export type MemberStatus = { name: string; status: string; message: string }

/** What the cluster says of its members; a server alone is Online when it answers. */
export async function memberStates(settings: RigSettings, dataCenter: DataCenterPlan): Promise<MemberStatus[]> {
  const member = await anyAnswering(settings, dataCenter)
  if (dataCenter.members.length === 1) return [{ name: member.name, status: "Online", message: "answers" }]
  return membersSeenBy(member)
}

async function membersSeenBy(member: Member): Promise<MemberStatus[]> {
  type Row = { server_name: string; status: string; message: string }
  const found = await ask<Row[]>(member, "/1.0/cluster/members?recursion=1")
  return found.map(({ server_name: name, status, message }) => ({ name, status, message }))
}

/**
 * Until every member says of every member that it is online. A member that has just booted answers before its database has caught up:
 * were another one lost then, there would be no majority, and the cluster would answer nobody.
 */
export async function waitForCluster(dataCenter: DataCenterPlan, timeoutSeconds: number): Promise<void> {
  for (const deadline = Date.now() + timeoutSeconds * 1000; ; await pause(250)) {
    const missing = await missingOf(dataCenter)
    if (missing.length === 0) return
    if (Date.now() > deadline) throw new RigError(`${dataCenter.name} is not whole: ${missing.join("; ")}`)
  }
}

/** Why it is not whole; empty when it is. */
export async function missingOf(dataCenter: DataCenterPlan): Promise<string[]> {
  const isCluster = dataCenter.members.length > 1
  const views = await Promise.all(dataCenter.members.map((m) => (isCluster ? viewOf(m) : answerOf(m))))
  return [...new Set(views.filter((view) => view !== ""))]
}

/** What a member misses; empty when it sees everybody online. */
async function viewOf(member: Member): Promise<string> {
  const members = await membersSeenBy(member).catch(() => null)
  if (!members) return `${member.name} does not answer`
  const away = members.filter(({ status }) => status !== "Online")
  return away.map(({ name, message }) => `${member.name} says of ${name}: ${message}`).join("; ")
}

const answerOf = (member: Member): Promise<string> =>
  ask(member, "/1.0").then(
    () => "",
    () => `${member.name} does not answer`,
  )

async function anyAnswering(settings: RigSettings, dataCenter: DataCenterPlan): Promise<Member> {
  for (const member of dataCenter.members) if (await answers(settings, member)) return member
  throw new RigError(`No machine of ${dataCenter.name} answers.`)
}
