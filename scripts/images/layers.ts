import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { stampOf } from "./recipes"
import { runCommand } from "./run-command"

// Raised when this file makes something else of the same recipe.
const builder = "1"
const release = "bookworm"
/** All dates in an image: the same packages make the same bytes, whenever that is. 2025-01-01. */
export const epoch = 1_735_689_600

const isolated = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
const aptOptions = `-y -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 -o APT::Keep-Downloaded-Packages=true`

/** A root file system with packages in it, before any overlay. Made once, then copied. */
export type Layer = { rootfs: string; stamp: string }

export async function baseLayer(cache: string, packages: readonly string[], mirror: string): Promise<Layer> {
  const key = await stampOf([builder, release, mirror, ...packages], [])
  const folder = join(cache, `base-${key}`)
  const rootfs = join(folder, "rootfs")
  if (!existsSync(join(folder, "stamp"))) {
    await rm(folder, { recursive: true, force: true })
    const debs = join(cache, "debs", "base")
    await mkdir(debs, { recursive: true })
    await mkdir(folder, { recursive: true })
    const include = packages.join(",")
    const args = ["--variant=minbase", `--cache-dir=${debs}`, `--include=${include}`, release, rootfs, mirror]
    await runCommand("debootstrap", args, { environment: { DEBIAN_FRONTEND: "noninteractive" } })
    await configurePackages(rootfs, mirror)
    await inChroot(rootfs, debs, `apt-get update -qq && apt-get dist-upgrade ${aptOptions}`)
    // Later installs read the same lists: which versions an image gets was decided here.
    await writeWhole(join(folder, "stamp"), await listsDigest(rootfs))
  }
  return { rootfs, stamp: `${key}-${await readFile(join(folder, "stamp"), "utf8")}` }
}

async function configurePackages(rootfs: string, mirror: string): Promise<void> {
  const security = mirror.replace(/\/debian\/?$/, "/debian-security")
  const suites = [`${mirror} ${release}`, `${mirror} ${release}-updates`, `${security} ${release}-security`]
  await writeFile(join(rootfs, "etc/apt/sources.list"), suites.map((suite) => `deb ${suite} main\n`).join(""))
  await writeFile(
    join(rootfs, "etc/apt/apt.conf.d/90slim"),
    'APT::Install-Recommends "false";\nAPT::Install-Suggests "false";\nAcquire::Languages "none";\n',
  )
  const excluded = ["doc", "man", "locale", "info", "lintian"].map((name) => `path-exclude=/usr/share/${name}/*\n`)
  await writeFile(join(rootfs, "etc/dpkg/dpkg.cfg.d/slim"), excluded.join(""))
  // A cut-off build is thrown away as a whole, so nothing has to reach the disk in order.
  await writeFile(join(rootfs, "etc/dpkg/dpkg.cfg.d/unsafe"), "force-unsafe-io\n")
  await writeFile(join(rootfs, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 })
  await unlink(join(rootfs, "sbin/init")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error
  })
  await symlink("/bin/busybox", join(rootfs, "sbin/init"))
}

async function listsDigest(rootfs: string): Promise<string> {
  const folder = join(rootfs, "var/lib/apt/lists")
  const hash = createHash("sha256")
  for (const name of (await readdir(folder)).filter((name) => name.endsWith("_Packages")).sort())
    hash.update(name).update(await readFile(join(folder, name)))
  return hash.digest("hex").slice(0, 16)
}

const inTheMaking = new Map<string, Promise<Layer>>()

/** Roles with the same packages share a layer, also when they are built side by side. */
export async function packagesLayer(cache: string, base: Layer, packages: readonly string[]): Promise<Layer> {
  if (packages.length === 0) return base
  const stamp = await stampOf([base.stamp, ...packages], [])
  const layer = inTheMaking.get(stamp) ?? installPackages(cache, base, packages, stamp)
  inTheMaking.set(stamp, layer)
  return layer
}

async function installPackages(cache: string, base: Layer, packages: readonly string[], stamp: string): Promise<Layer> {
  const folder = join(cache, `packages-${stamp}`)
  const rootfs = join(folder, "rootfs")
  if (existsSync(join(folder, "stamp"))) return { rootfs, stamp }
  const draft = `${folder}.draft`
  await rm(folder, { recursive: true, force: true })
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  await copyTree(base.rootfs, join(draft, "rootfs"))
  const debs = join(cache, "debs", packages.join("+").slice(0, 80))
  await mkdir(debs, { recursive: true })
  // A database is made by the component that has a volume for it, a certificate by nobody.
  await mkdir(join(draft, "rootfs/etc/postgresql-common"), { recursive: true })
  await writeFile(join(draft, "rootfs/etc/postgresql-common/createcluster.conf"), "create_main_cluster = false\n")
  const keep = "-o Dpkg::Options::=--force-confold"
  await inChroot(join(draft, "rootfs"), debs, `apt-get install ${aptOptions} ${keep} ${packages.join(" ")}`)
  await writeWhole(join(draft, "stamp"), stamp)
  await rename(draft, folder)
  return { rootfs, stamp }
}

export const copyTree = (from: string, to: string) => runCommand("cp", ["-a", "--reflink=auto", from, to])

/** Runs a shell line inside, with mounts that end with it. */
export function inChroot(rootfs: string, debs: string | null, line: string): Promise<string> {
  const mounts = [
    `mount -t proc proc "$0/proc"`,
    ...(debs ? [`mount --bind "$1" "$0/var/cache/apt/archives"`] : []),
    `cp -L /etc/resolv.conf "$0/etc/resolv.conf"`,
    `exec chroot "$0" /bin/sh -ec "$2"`,
  ]
  return runCommand("unshare", [...isolated, "/bin/sh", "-ec", mounts.join("\n"), rootfs, debs ?? "", line], {
    environment: { DEBIAN_FRONTEND: "noninteractive", SOURCE_DATE_EPOCH: String(epoch) },
  })
}

export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.draft`, text)
  await rename(`${path}.draft`, path)
}
