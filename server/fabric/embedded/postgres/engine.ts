import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chownSync, constants, copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs"
import { chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { readJson, removeTree, writeJsonAtomic } from "../node-directory"
import { bareEnvironment } from "../protocol"

const run = promisify(execFile)

export type PostgresUser = { uid: number; gid: number } | null
export type AdminLogin = { user: string; password: string }

async function idsOf(name: string): Promise<PostgresUser> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

async function findPostgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return null
  try {
    return await idsOf("postgres")
  } catch {
    // `id` knows no such user yet.
    await run("groupadd", ["-f", "postgres"])
    await run("useradd", ["-g", "postgres", "-M", "-s", "/usr/sbin/nologin", "postgres"])
    return idsOf("postgres")
  }
}

/** Copies a folder, for the database's user when there is one; blocks are shared where the file system can. Synchronously:
 * a thousand small files take 60 ms so, 1.5 s otherwise, and a runner has nothing else to do before its database is there. */
function copyTree(from: string, to: string, owner: PostgresUser): void {
  if (lstatSync(from).isDirectory()) {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(from)) copyTree(join(from, name), join(to, name), owner)
  } else copyFileSync(from, to, constants.COPYFILE_FICLONE)
  if (owner) chownSync(to, owner.uid, owner.gid)
}

export async function chownTree(path: string, owner: PostgresUser): Promise<void> {
  if (!owner) return
  const stats = await lstat(path)
  if (stats.isDirectory()) for (const name of await readdir(path)) await chownTree(join(path, name), owner)
  await chown(path, owner.uid, owner.gid)
}

/** The main process of the server on a cluster, as it wrote it down; null when none runs. */
export async function readPostmasterPid(data: string): Promise<number | null> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return ""
    throw error
  })
  const pid = Number(text.split("\n")[0])
  return pid > 1 ? pid : null
}

export async function writeForPostgres(path: string, text: string | Buffer, owner: PostgresUser): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}`
  await writeFile(temporary, text, { mode: 0o600 })
  if (owner) await chown(temporary, owner.uid, owner.gid)
  await rename(temporary, path)
}

const settingsFile = "gridline.conf"
export const syncFile = "gridline-sync.conf"
export const standbyFile = "gridline-standby.conf"
/** Ours to say per copy; a base backup must not carry them over. */
export const ownFiles = [syncFile, standbyFile]

let user: Promise<PostgresUser> | null = null
/** PostgreSQL refuses to run as root; then it runs as `postgres`, who is made if missing. Else as whoever we are. */
export function postgresUser(): Promise<PostgresUser> {
  user ??= findPostgresUser()
  return user
}

async function makeTemplate(bin: string, folder: string): Promise<void> {
  const owner = await postgresUser()
  const building = `${folder}.${randomBytes(6).toString("hex")}`
  const admin: AdminLogin = { user: "gridline", password: randomBytes(24).toString("base64url") }
  await mkdir(building, { recursive: true, mode: 0o711 })
  if (owner) await chown(building, owner.uid, owner.gid)
  const passwordFile = join(building, "password")
  await writeForPostgres(passwordFile, `${admin.password}\n`, owner)
  const flags = ["--no-sync", "--no-instructions", `--username=${admin.user}`, `--pwfile=${passwordFile}`]
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
  const data = join(building, "cluster")
  try {
    const all = ["-D", data, ...flags, "--auth=scram-sha-256", "--wal-segsize=4", ...locale]
    await run(join(bin, "initdb"), all, { ...owner, env: bareEnvironment(""), cwd: building })
    await rm(passwordFile)
    const includes = [settingsFile, ...ownFiles].map((name) => `include_if_exists '${name}'\n`).join("")
    await writeFile(join(data, "postgresql.conf"), includes, { flag: "a" })
    await writeJsonAtomic(join(building, "admin.json"), admin)
    await rename(building, folder)
  } catch (error) {
    await removeTree(building)
    if (!existsSync(folder)) throw error // another node was first: its template is as good
  }
}

/** A new cluster in the volume: a copy of one made once, since initdb takes most of a second. */
export async function createCluster(bin: string, templates: string, data: string): Promise<void> {
  const { stdout } = await run(join(bin, "postgres"), ["--version"])
  const version = stdout.trim().split(/\s+/).at(-1) ?? "unknown"
  const template = join(templates, `postgres-${version}`)
  await mkdir(templates, { recursive: true, mode: 0o711 })
  if (!existsSync(template)) await makeTemplate(bin, template)
  const owner = await postgresUser()
  const incoming = `${data}.incoming`
  await removeTree(incoming)
  copyTree(join(template, "cluster"), incoming, owner)
  copyTree(join(template, "admin.json"), adminFileOf(data), null)
  await removeTree(data)
  await rename(incoming, data)
}

export const adminFileOf = (data: string) => join(dirname(data), "admin.json")
export const hasCluster = (data: string) => existsSync(join(data, "PG_VERSION"))

export async function adminOf(data: string): Promise<AdminLogin> {
  const admin = await readJson<AdminLogin>(adminFileOf(data))
  if (!admin) throw new Error("the database's volume has lost its admin.json")
  return admin
}

/** Small, and quick to notice the other side of a stream going away. `mmap` leaves nothing behind in /dev/shm. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "16MB",
  // Fifty web servers with a pool of five each, and room for those that a dying server has not let go of yet.
  max_connections: "300",
  wal_level: "replica",
  max_wal_senders: "8",
  max_replication_slots: "8",
  max_slot_wal_keep_size: "256MB",
  wal_sender_timeout: "3s",
  wal_receiver_timeout: "3s",
  wal_receiver_status_interval: "1s",
  wal_retrieve_retry_interval: "300ms",
  dynamic_shared_memory_type: "mmap",
  io_method: "sync",
  autovacuum_max_workers: "1",
  max_worker_processes: "4",
  hot_standby: "off",
  jit: "off",
  log_checkpoints: "off",
}

export async function spawnPostgres(bin: string, data: string, port: number, mark: string): Promise<ChildProcess> {
  const owner = await postgresUser()
  const text = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  await writeForPostgres(join(data, settingsFile), text.join(""), owner)
  // PostgreSQL complains into the log about each missing one whenever it reads its settings.
  for (const name of ownFiles) if (!existsSync(join(data, name))) await writeForPostgres(join(data, name), "", owner)
  return spawn(join(bin, "postgres"), ["-D", data, "-p", String(port)], {
    ...owner,
    cwd: data,
    env: bareEnvironment(mark),
    stdio: ["ignore", "inherit", "inherit"],
  })
}
