import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdir, open, readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { pause, signal } from "../process-identity"
import { netnsPath, plugIn, unplug } from "./network"
import { type Member, RigError, type RigSettings } from "./rig-settings"
import { attempt, type CommandOptions, type CommandResult, commandPath } from "./run-command"

const script = fileURLToPath(new URL("machine.sh", import.meta.url))

export const groupOf = (settings: RigSettings, part: string) => `${settings.name}/${part}`

/** Starts something that outlives us, in a session of its own, with its output in a file. */
export async function startDetached(args: readonly string[], logPath: string, env: CommandOptions["env"] = {}) {
  const log = await open(logPath, "a", 0o600)
  try {
    const child = spawn("bash", [script, ...args], {
      detached: true,
      cwd: "/",
      env: { NODE_ENV: "production", PATH: commandPath, HOME: "/root", LC_ALL: "C", ...env },
      stdio: ["ignore", log.fd, log.fd],
    })
    await new Promise((resolve, reject) => {
      child.once("spawn", resolve)
      child.once("error", reject)
    })
    child.unref()
    return child
  } finally {
    await log.close()
  }
}

/** Found by its own name in /proc, so that no file about it can be out of date. */
export async function pidOfMachine(member: Member): Promise<number | undefined> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue
    if ((await readProcess(entry, "cmdline")) === `${member.label}\0infinity\0`) return Number(entry)
  }
  return undefined
}

async function readProcess(pid: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, "utf8")
  } catch (error) {
    // It ended meanwhile.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined
    throw error
  }
}

export async function startMachine(settings: RigSettings, member: Member): Promise<void> {
  if (await pidOfMachine(member)) return
  for (const path of [settings.directory, member.directory, member.lxdDirectory]) {
    // Containers' root users come through these to their disks.
    await mkdir(path, { recursive: true, mode: 0o711 })
  }
  await mkdir(join(member.directory, "tmp"), { recursive: true, mode: 0o700 })
  await plugIn(settings, member)
  const logPath = join(member.directory, "machine.log")
  const arguments_ = ["start", groupOf(settings, member.name), netnsPath(member), member.label, member.name]
  const child = await startDetached(arguments_, logPath)
  for (const deadline = Date.now() + 15_000; !(await pidOfMachine(member)); await pause(25)) {
    if (child.exitCode === null && Date.now() < deadline) continue
    throw new RigError(`${member.name} did not start: ${(await readFile(logPath, "utf8")).trim()}`)
  }
}

/** A power cut: everything in the machine dies at once, the disks stay. */
export async function killMachine(member: Member): Promise<void> {
  const pid = await pidOfMachine(member)
  if (pid) {
    signal(pid, "SIGKILL")
    // The kernel ends every process of the machine before its first one leaves /proc.
    for (const deadline = Date.now() + 15_000; existsSync(`/proc/${pid}`); await pause(25)) {
      if (Date.now() > deadline) throw new RigError(`${member.name} does not die (process ${pid}).`)
    }
  }
  await unplug(member)
}

async function entering(settings: RigSettings, member: Member, command: readonly string[]): Promise<string[]> {
  const pid = await pidOfMachine(member)
  if (!pid) throw new RigError(`${member.name} is off.`)
  const namespaces = ["-t", String(pid), "-m", "-u", "-i", "-n", "-p", "-C"]
  return ["enter", groupOf(settings, member.name), "nsenter", ...namespaces, "--", ...command]
}

export const lxdEnvironment = (member: Member) => ({
  LXD_DIR: member.lxdDirectory,
  LXD_CONF: join(member.directory, "client"),
  TMPDIR: join(member.directory, "tmp"),
})

export async function attemptInMachine(
  settings: RigSettings,
  member: Member,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const env = { ...lxdEnvironment(member), ...options.env }
  return attempt("bash", [script, ...(await entering(settings, member, command))], { ...options, env })
}

export async function runInMachine(
  settings: RigSettings,
  member: Member,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await attemptInMachine(settings, member, command, options)
  if (code === 0) return stdout
  throw new RigError(`${member.name}: ${command.join(" ")} failed (${code}): ${(stderr || stdout).trim()}`)
}

/** A command with the terminal of whoever runs us; its exit code. */
export async function attachInMachine(
  settings: RigSettings,
  member: Member,
  command: readonly string[],
): Promise<number> {
  const env = { ...process.env, PATH: commandPath, ...lxdEnvironment(member) }
  const child = spawn("bash", [script, ...(await entering(settings, member, command))], { env, stdio: "inherit" })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve(code ?? 1))
  })
}

export async function startInMachine(
  settings: RigSettings,
  member: Member,
  command: readonly string[],
  logName: string,
): Promise<void> {
  const arguments_ = await entering(settings, member, command)
  await startDetached(arguments_, join(member.directory, logName), lxdEnvironment(member))
}
