import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { copyTree, epoch, inChroot, type Layer } from "./layers"
import type { Role } from "./recipes"
import { runCommand } from "./run-command"

/** zstd unpacks in half the time, which each node does before its first instance; the node then needs the program zstd. */
export const compressions = {
  zstd: { ending: "tar.zst", program: "zstd -q -3 -T1" },
  gzip: { ending: "tar.gz", program: "gzip -n -1" },
} as const
export type Compression = keyof typeof compressions

export type Packed = { sha256: string; bytes: number; packages: Record<string, string> }

/** From a layer of packages to the tarball LXD imports: metadata.yaml, templates/ and rootfs/. */
export async function packImage(
  role: Role,
  layer: Layer,
  to: { workFolder: string; target: string; compression: Compression },
): Promise<Packed> {
  const { workFolder, target, compression } = to
  await rm(workFolder, { recursive: true, force: true })
  await mkdir(join(workFolder, "templates"), { recursive: true })
  const rootfs = join(workFolder, "rootfs")
  try {
    await copyTree(layer.rootfs, rootfs)
    for (const overlay of role.overlays) await runCommand("cp", ["-r", "--remove-destination", `${overlay}/.`, rootfs])
    await setModes(role, rootfs)
    if (role.prepare) await inChroot(rootfs, null, await readFile(role.prepare, "utf8"))
    const packages = await packagesIn(rootfs)
    await forgetTheBuild(rootfs)
    await writeMetadata(role, workFolder)
    await writeTarball(workFolder, `${target}.draft`, compressions[compression].program)
    await rename(`${target}.draft`, target)
    return { sha256: await sha256Of(target), bytes: (await stat(target)).size, packages }
  } finally {
    await rm(workFolder, { recursive: true, force: true })
    await rm(`${target}.draft`, { force: true })
  }
}

/** A checkout keeps of a mode only whether a file is a program, and what the caller's umask made of the rest. */
async function setModes(role: Role, rootfs: string): Promise<void> {
  for (const overlay of role.overlays) {
    for (const entry of await readdir(overlay, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name)
      const isProgram = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0
      await chmod(join(rootfs, path.slice(overlay.length)), isProgram ? 0o755 : 0o644)
    }
  }
}

async function packagesIn(rootfs: string): Promise<Record<string, string>> {
  const format = "$" + "{Package} $" + "{Version}\\n"
  const lines = await runCommand("dpkg-query", [`--admindir=${rootfs}/var/lib/dpkg`, "-W", "-f", format])
  return Object.fromEntries(
    lines
      .trim()
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  )
}

// What differs from build to build, what no image may share with another (keys), and what only the build needed.
const forgotten = `
cd "$0"
rm -rf var/lib/apt/lists/* var/cache/apt/* var/cache/debconf/* var/cache/ldconfig var/lib/dpkg/*-old var/lib/dpkg/lock*
rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/* usr/share/info/* usr/share/lintian usr/share/common-licenses
rm -rf etc/ssh/ssh_host_* etc/ssl/private/ssl-cert-* etc/ssl/certs/ssl-cert-* etc/*- etc/.pwd.lock root/.??* tmp/* run/*
rm -f usr/sbin/policy-rc.d etc/dpkg/dpkg.cfg.d/unsafe etc/hostname var/lib/dbus/machine-id etc/mtab.new
for link in $(find etc/ssl/certs -xtype l); do rm "$link"; done
find var/log -type f -delete
find usr -name __pycache__ -type d -prune -exec rm -rf {} +
: >etc/machine-id
printf '127.0.0.1 localhost\\n::1 localhost\\n' >etc/hosts
printf 'options timeout:1 attempts:1\\n' >etc/resolv.conf
day=$((SOURCE_DATE_EPOCH / 86400))
sed -i "s/^\\([^:]*:[^:]*\\):[0-9]*:/\\1:$day:/" etc/shadow
mkdir -p etc/gridline run tmp var/log/gridline srv/volumes
chmod 1777 tmp
`

async function forgetTheBuild(rootfs: string): Promise<void> {
  await runCommand("/bin/sh", ["-ec", forgotten, rootfs], { environment: { SOURCE_DATE_EPOCH: String(epoch) } })
}

async function writeMetadata(role: Role, workFolder: string): Promise<void> {
  const [name, version] = role.name.split("@")
  const architecture = (await runCommand("uname", ["-m"])).trim()
  // JSON is YAML, and quotes itself.
  const metadata = {
    architecture,
    creation_date: epoch,
    properties: {
      description: role.description,
      os: "debian",
      release: "bookworm",
      "gridline.class": name,
      "gridline.version": version,
    },
    templates: {
      "/etc/gridline/config.json": { when: ["create", "copy", "start"], template: "config.tpl" },
      "/etc/hostname": { when: ["create", "copy"], template: "hostname.tpl" },
    },
  }
  await writeFile(join(workFolder, "metadata.yaml"), `${JSON.stringify(metadata, null, 2)}\n`)
  await writeFile(
    join(workFolder, "templates/config.tpl"),
    '{% autoescape off %}{{ config_get("user.gridline.config", "") }}{% endautoescape %}\n',
  )
  await writeFile(join(workFolder, "templates/hostname.tpl"), "{{ container.name }}\n")
}

function writeTarball(workFolder: string, target: string, program: string): Promise<string> {
  const options = [
    "--format=gnu",
    "--sort=name",
    `--mtime=@${epoch}`,
    "--numeric-owner",
    "--exclude=rootfs/dev/*",
    `--use-compress-program=${program}`,
  ]
  return runCommand("tar", [...options, "-C", workFolder, "-cf", target, "metadata.yaml", "templates", "rootfs"])
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256")
  await pipeline(createReadStream(path), hash)
  return hash.digest("hex")
}
