import { rm } from "node:fs/promises"
import { type Lock, tryLock } from "../lock-file"
import { pause } from "../process-identity"
import { removeGroups } from "./cgroups"
import * as daemon from "./daemon"
import { attachInMachine, attemptInMachine, killMachine, pidOfMachine, startMachine } from "./machine"
import { raiseBridge, refuseForeignNetwork, removeNetwork, setCable } from "./network"
import { claim, isOurs } from "./ownership"
import { startRedfish } from "./redfish-process"
import { listRemains, ownLoopDevices } from "./remains"
import { installPackages, requireRoot } from "./requirements"
import { describeDataCenter, type RigFile, readRigFile, writeRigFile } from "./rig-file"
import {
  type DataCenterPlan,
  dataCenterOf,
  memberOf,
  membersOf,
  RigError,
  type RigOptions,
  type RigSettings,
  readSettings,
} from "./rig-settings"
import { type CommandOptions, type CommandResult, run } from "./run-command"

export { RigError, type RigFile, type RigOptions, type RigSettings }

export type MachineStatus = { name: string; address: string; power: "On" | "Off"; answers: boolean }
export type RigStatus = { machines: MachineStatus[]; clusters: { name: string; members: daemon.MemberStatus[] }[] }

/** Two data centers of real engines on this machine: dc1 is a cluster of n1, n2 and n3, dc2 the single server n4. */
export type Rig = {
  settings: RigSettings
  up(): Promise<RigFile>
  down(): Promise<void>
  /** The machine loses its power: daemon and containers die at once. */
  kill(member: string): Promise<void>
  killDaemon(member: string): Promise<void>
  /** Gives power; whoever needs the machine's API waits for `boot` instead. */
  powerOn(member: string): Promise<void>
  /** Power (or only the daemon) back, on the same disks, until the API answers. */
  boot(member: string): Promise<void>
  /** Power for all of a data center, until every machine by itself sees every other: only then can another one be lost. */
  settle(dataCenter: string): Promise<void>
  cut(member: string): Promise<void>
  heal(member: string): Promise<void>
  exec(member: string, command: readonly string[], options?: CommandOptions): Promise<CommandResult>
  /** As `exec`, with our own terminal; the exit code. */
  attach(member: string, command: readonly string[]): Promise<number>
  /** A new one-time token of a data center; rig.json then has it too. */
  token(dataCenter: string): Promise<string>
  isOn(member: string): Promise<boolean>
  status(): Promise<RigStatus>
  /** What rig.json says; undefined while the rig is down. */
  read(): Promise<RigFile | undefined>
  remains(): Promise<string[]>
}

export async function openRig(options: RigOptions = {}, say: (line: string) => void = () => undefined): Promise<Rig> {
  const settings = readSettings(options)
  const member = (name: string) => memberOf(settings, name)
  const powerOn = async (name: string) => {
    await startMachine(settings, member(name))
    await daemon.startDaemon(settings, member(name))
  }
  return {
    settings,
    up: () => alone(settings, () => raise(settings, say)),
    down: () => alone(settings, () => takeDown(settings)),
    kill: (name) => killMachine(member(name)),
    killDaemon: (name) => daemon.killDaemonOf(settings, member(name)),
    powerOn,
    boot: async (name) => {
      await powerOn(name)
      await daemon.waitForDaemon(settings, member(name))
    },
    settle: (name) => settle(settings, dataCenterOf(settings, name)),
    cut: (name) => setCable(member(name), "down"),
    heal: (name) => setCable(member(name), "up"),
    exec: (name, command, how) => attemptInMachine(settings, member(name), command, how),
    attach: (name, command) => attachInMachine(settings, member(name), command),
    token: (name) => renewToken(settings, name),
    isOn: async (name) => (await pidOfMachine(member(name))) !== undefined,
    status: () => readStatus(settings),
    read: () => readRigFile(settings),
    remains: () => listRemains(settings),
  }
}

/** Two that raise, or take down, the same rig at once would undo each other's work. */
async function alone<T>(settings: RigSettings, act: () => Promise<T>): Promise<T> {
  requireRoot()
  const lock = await lockOf(settings)
  try {
    return await act()
  } finally {
    await lock.release()
  }
}

async function lockOf({ directory, name }: RigSettings): Promise<Extract<Lock, { kind: "held" }>> {
  const lock = await tryLock(`${directory}.lock`)
  if (lock.kind === "held") return lock
  throw new RigError(`Somebody else works on the rig ${name} (process ${lock.holder.pid}).`)
}

async function raise(settings: RigSettings, say: (line: string) => void): Promise<RigFile> {
  await installPackages(say)
  await refuseForeignNetwork(settings)
  await claim(settings)
  await raiseBridge(settings)
  for (const member of membersOf(settings)) await startMachine(settings, member)
  await Promise.all(membersOf(settings).map((member) => daemon.startDaemon(settings, member)))
  await Promise.all(membersOf(settings).map((member) => daemon.waitForDaemon(settings, member)))
  await Promise.all(settings.dataCenters.map((dataCenter) => daemon.configure(settings, dataCenter)))
  const redfish = await startRedfish(settings)
  const before = await readRigFile(settings)
  const dataCenters = []
  for (const plan of settings.dataCenters) {
    const known = before?.dataCenters.find(({ name }) => name === plan.name)?.joinToken
    const token = known ?? (await daemon.makeToken(settings, plan, settings.name))
    dataCenters.push(await describeDataCenter(plan, token, redfish))
  }
  const content = { name: settings.name, dataCenters }
  await writeRigFile(settings, content)
  return content
}

async function takeDown(settings: RigSettings): Promise<void> {
  if (!(await isOurs(settings))) {
    const left = (await listRemains(settings)).filter((line) => !line.endsWith(`${settings.directory}.lock`))
    if (left.length === 0) return
    throw new RigError(`This rig did not make what has its names:\n${left.join("\n")}`)
  }
  for (const member of membersOf(settings)) await killMachine(member)
  // The power control and whatever else was started for the rig runs in its groups.
  await removeGroups(settings, 20)
  await removeNetwork(settings)
  await detachDisks(settings, 10)
  await rm(settings.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  const left = (await listRemains(settings)).filter((line) => !line.endsWith(`${settings.directory}.lock`))
  if (left.length > 0) throw new RigError(`The rig is down, but this stayed:\n${left.join("\n")}`)
}

/** Loop devices detach by themselves when the machine's mounts are gone, which the kernel does in its own time. */
async function detachDisks(settings: RigSettings, timeoutSeconds: number): Promise<void> {
  for (const deadline = Date.now() + timeoutSeconds * 1000; Date.now() < deadline; await pause(50)) {
    if ((await ownLoopDevices(settings)).length === 0) return
  }
  for (const { name } of await ownLoopDevices(settings)) await run("losetup", ["--detach", name])
}

async function settle(settings: RigSettings, dataCenter: DataCenterPlan): Promise<void> {
  if ((await daemon.missingOf(dataCenter)).length === 0) return
  for (const member of dataCenter.members) {
    await startMachine(settings, member)
    await daemon.startDaemon(settings, member)
  }
  await Promise.all(dataCenter.members.map((member) => daemon.waitForDaemon(settings, member)))
  await daemon.waitForCluster(dataCenter, 90)
}

async function renewToken(settings: RigSettings, name: string): Promise<string> {
  const content = await readRigFile(settings)
  if (!content) throw new RigError(`The rig ${settings.name} is down.`)
  const token = await daemon.makeToken(settings, dataCenterOf(settings, name), settings.name)
  for (const dataCenter of content.dataCenters) if (dataCenter.name === name) dataCenter.joinToken = token
  await writeRigFile(settings, content)
  return token
}

async function readStatus(settings: RigSettings): Promise<RigStatus> {
  const machines = await Promise.all(
    membersOf(settings).map(async (member) => {
      const { name, address } = member
      const power = (await pidOfMachine(member)) ? ("On" as const) : ("Off" as const)
      return { name, address, power, answers: await daemon.answers(settings, member) }
    }),
  )
  const clusters = []
  for (const dataCenter of settings.dataCenters) {
    const isUp = machines.some(({ name, answers }) => answers && dataCenter.members.some((each) => each.name === name))
    clusters.push({ name: dataCenter.name, members: isUp ? await daemon.memberStates(settings, dataCenter) : [] })
  }
  return { machines, clusters }
}
