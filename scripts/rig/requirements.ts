import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { RigError } from "./rig-settings"
import { attempt, commandPath } from "./run-command"

const programs = {
  lxd: "lxd",
  lxc: "lxd-client",
  lxcfs: "lxcfs",
  "mkfs.btrfs": "btrfs-progs",
  nft: "nftables",
  dnsmasq: "dnsmasq-base",
  ip: "iproute2",
  openssl: "openssl",
} as const

const find = (program: string) => commandPath.split(delimiter).some((folder) => existsSync(join(folder, program)))

/** The Debian packages whose programs are not there. */
export const missingPackages = () =>
  Object.entries(programs)
    .filter(([program]) => !find(program))
    .map(([, name]) => name)

/** Why no rig can stand on this machine, or undefined if one can (packages may have to be installed first). */
export function obstacle(): string | undefined {
  if (process.platform !== "linux")
    return `a rig needs Linux: its machines are namespaces (this is ${process.platform})`
  if (process.getuid?.() !== 0) return "a rig needs root: it makes namespaces, bridges and mounts"
  if (!existsSync("/dev/loop-control")) return "a rig needs loop devices: there is no /dev/loop-control"
  // Root in a container may be root of nothing.
  const probe = spawnSync("unshare", ["--mount", "--net", "--pid", "--fork", "true"], { encoding: "utf8" })
  if (probe.status !== 0) return `namespaces cannot be made: ${probe.stderr?.trim() || probe.error?.message}`
  const missing = missingPackages()
  if (missing.length > 0 && !find("apt-get")) return `not installed, and there is no apt-get: ${missing.join(" ")}`
  return undefined
}

/** Makes this machine ready for a rig, or says why that cannot be. */
export async function whyNoRig(say: (line: string) => void): Promise<string | undefined> {
  const reason = obstacle()
  if (reason) return reason
  try {
    await installPackages(say)
    return undefined
  } catch (error) {
    if (error instanceof RigError) return error.message
    throw error
  }
}

export function requireRoot(): void {
  const reason = obstacle()
  if (reason) throw new RigError(`This does not work here: ${reason}.`)
}

/** Installs what is missing, and says so. */
export async function installPackages(say: (line: string) => void): Promise<void> {
  const missing = missingPackages()
  if (missing.length === 0) return
  say(`installing ${missing.join(" ")} with apt-get`)
  // Another installation may be running: wait for it instead of failing.
  const options = ["-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
  await apt(["update", ...options])
  await refuseSnap(missing)
  await apt(["install", ...options, ...missing])
  await stopPackagedDaemon()
  const still = missingPackages()
  if (still.length > 0) throw new RigError(`apt-get ended well, yet these are missing: ${still.join(" ")}.`)
}

/** On Ubuntu the package only fetches a snap, which does not run in namespaces of ours. */
async function refuseSnap(missing: readonly string[]): Promise<void> {
  if (!missing.includes("lxd")) return
  const { code, stdout } = await attempt("apt-cache", ["show", "--no-all-versions", "lxd"])
  if (code !== 0) throw new RigError("This distribution has no package lxd (Debian 12 has).")
  if (/\bsnaps?\b/i.test(stdout))
    throw new RigError("This distribution has LXD as a snap only: a rig needs Debian's package.")
}

/** Debian starts a daemon of its own where systemd runs; it would do no harm, and no good. */
async function stopPackagedDaemon(): Promise<void> {
  if (!existsSync("/run/systemd/system")) return
  await inherit("systemctl", ["stop", "lxd.service", "lxd.socket"])
}

async function apt(args: readonly string[]): Promise<void> {
  const code = await inherit("apt-get", args)
  if (code !== 0) throw new RigError(`apt-get ${args.join(" ")} failed (${code}).`)
}

function inherit(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: commandPath, DEBIAN_FRONTEND: "noninteractive" }
    const child = spawn(command, args, { env, stdio: ["ignore", "inherit", "inherit"] })
    child.once("error", reject)
    child.once("close", (code) => resolve(code ?? 1))
  })
}
