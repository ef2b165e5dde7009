import { spawnSync } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

/**
 * As whom PostgreSQL's programs run: it refuses to be root. An ordinary user needs nothing. Root lends it the system's
 * `postgres` user, or, where that user cannot reach the files (below a private home, say), a user namespace in which
 * root's own files belong to `nobody`.
 */
export type RunAs = { kind: "self" } | { kind: "user"; uid: number; gid: number } | { kind: "namespace"; id: number }

const idOf = (name: string, flag: "-u" | "-g"): number | undefined => {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" })
  return status === 0 ? Number.parseInt(stdout, 10) : undefined
}

/** Chooses for a data directory that may not exist yet; one that does exist decides by its owner. */
export function chooseRunAs(dataDirectory: string, programs: string): RunAs {
  if (process.getuid?.() !== 0) return { kind: "self" }
  const owner = existsSync(dataDirectory) ? statSync(dataDirectory).uid : undefined
  const user = owner === 0 ? undefined : postgresUser()
  const blocking = user ? firstUnreachable([dirname(dataDirectory), programs], user) : undefined
  if (user && !blocking) return { kind: "user", ...user }
  const namespace = owner === undefined || owner === 0 ? nobodyNamespace() : undefined
  if (namespace) return namespace
  throw new Error(explain(blocking, user !== undefined))
}

function postgresUser(): { uid: number; gid: number } | undefined {
  if (idOf("postgres", "-u") === undefined) {
    spawnSync("groupadd", ["--system", "postgres"])
    spawnSync("useradd", [
      "--system",
      "--gid",
      "postgres",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      "postgres",
    ])
  }
  const [uid, gid] = [idOf("postgres", "-u"), idOf("postgres", "-g")]
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}

function nobodyNamespace(): RunAs | undefined {
  const id = idOf("nobody", "-u")
  if (id === undefined) return undefined
  return spawnSync("unshare", [...namespaceFlags(id), "true"]).status === 0 ? { kind: "namespace", id } : undefined
}

const namespaceFlags = (id: number) => ["--user", `--map-user=${id}`, `--map-group=${id}`, "--"]

/** The first directory on the way to one of `paths` that the user may not pass through. */
function firstUnreachable(paths: readonly string[], user: { uid: number; gid: number }): string | undefined {
  for (const path of paths) {
    for (const directory of ancestorsOf(path)) {
      const { mode, uid, gid } = statSync(directory)
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
      if ((mode & bit) === 0) return directory
    }
  }
  return undefined
}

function ancestorsOf(path: string): string[] {
  const ancestors: string[] = []
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at)) ancestors.unshift(at)
    if (at === dirname(at)) return ancestors
  }
}

const explain = (blocking: string | undefined, hasUser: boolean): string => {
  const refusal = "PostgreSQL refuses to run as root."
  if (!hasUser)
    return `${refusal} Add a user for it (useradd --system postgres), or start Gridline as an ordinary user.`
  const where = blocking
    ? `its user "postgres" may not enter ${blocking}`
    : "its data directory belongs to another user"
  return (
    `${refusal} Started as user "postgres" it would fail, because ${where}. Choose a directory outside of private ones ` +
    `with --data-dir (and keep the checkout there, too), allow it (chmod o+x ${blocking ?? "DIRECTORY"}), or start ` +
    "Gridline as an ordinary user."
  )
}

/** What to spawn so that `program` runs as `runAs` says. */
export function commandAs(runAs: RunAs, program: string, args: readonly string[]) {
  if (runAs.kind === "namespace") {
    return { program: "unshare", args: [...namespaceFlags(runAs.id), program, ...args], ids: {} }
  }
  return { program, args: [...args], ids: runAs.kind === "user" ? { uid: runAs.uid, gid: runAs.gid } : {} }
}
