import { createHash, randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import pg from "pg"
import { signalTo } from "../node-processes"
import { openAdminSession } from "../postgres/admin-session"
import { adminFrame, clusterFrames, endFrame, logFrames, restingFrames, textFrame } from "../postgres/base-stream"
import {
  adminFileOf,
  hasCluster,
  postgresUser,
  readPostmasterPid,
  syncFile,
  writeForPostgres,
} from "../postgres/engine"
import type { FollowAnswer } from "../protocol"
import { errorCode, refuse } from "./agent-failure"
import { bytesIn, scanTree } from "./file-tree"
import { FollowerLease, leaseMs } from "./follower-lease"
import type { Volume } from "./volume"
import type { PrimaryMirror } from "./volume-mirror"

type Address = { host: string; port: number }
type Follower = { name: string; lease: FollowerLease; streamingAtMs: number; markLsn: string | null; leaving: boolean }
type StreamRow = { name: string; streaming: boolean; sync: boolean; reached: boolean }

const lookEveryMs = 250
const lostAfterMs = 700
/** A database that just started gives its standbys time to come back before it goes on without them. */
const settleMs = 2_500
const measureEveryMs = 10_000
const slotsEveryMs = 60_000

const short = (text: string) => createHash("sha1").update(text).digest("hex").slice(0, 16)

/**
 * Keeps a running database in step with its standbys. A standby that streams is named in `synchronous_standby_names`: from
 * then on a commit is acknowledged when it is on the standby's disk too. One that stops streaming is named no more, so that
 * commits go on, but only after it can no longer believe to be in step (see `follower-lease`).
 */
export class PostgresPrimary implements PrimaryMirror {
  private readonly followers = new Map<string, Follower>()
  private readonly role: string
  private readonly password = randomBytes(18).toString("base64url")
  private admin: pg.Client | null = null
  private adminPort = 0
  private upSinceMs = 0
  private named: string[] | null = null
  private timer: NodeJS.Timeout
  private readonly startedMs = Date.now()
  private measuredMs = 0
  private slotsMs = Date.now()
  private stopped = false

  constructor(
    private readonly volume: Volume,
    private readonly deps: { databaseAt(): Address | null; hasDirectWriter(): boolean },
  ) {
    // Of this volume alone: a standby that meets another database on a reused port is refused there.
    this.role = `gridline_replica_${short(volume.spec.volumeId)}`
    this.timer = setTimeout(() => void this.look(), 0)
  }

  async follow(nodeId: string): Promise<FollowAnswer> {
    let follower = this.followers.get(nodeId)
    if (!follower) {
      const name = `gl_${short(nodeId)}`
      follower = { name, lease: new FollowerLease(), streamingAtMs: Date.now(), markLsn: null, leaving: false }
      this.followers.set(nodeId, follower)
    }
    const { name } = follower
    const address = this.admin ? this.deps.databaseAt() : null
    const stream = address ? { ...address, user: this.role, password: this.password, slot: name, name } : null
    return { lineage: this.volume.record.lineage, leaseMs: follower.lease.renew(), ageMs: 0, stream }
  }

  /** The engine replicates itself; files of a database are never changed through us. */
  async changed(): Promise<void> {
    this.measuredMs = 0
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.letGo()
  }

  /** Everything a standby starts from, as one stream. */
  async baseBackup(nodeId: string): Promise<Readable> {
    const address = this.deps.databaseAt()
    if (!address) throw refuse("failed", "the database is not running, so it cannot be copied", true)
    const client = await this.connect(address.port)
    return Readable.from(this.backupFrames(client, `gl_${short(nodeId)}`))
  }

  private async *backupFrames(client: pg.Client, slot: string): AsyncGenerator<Buffer> {
    try {
      // The slot keeps the log from here on; an old one would keep it from where the last copy was.
      await client.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1", [
        slot,
      ])
      await client.query("SELECT pg_create_physical_replication_slot($1, true)", [slot])
      await client.query("SELECT pg_backup_start('gridline', true)")
      yield* clusterFrames(this.volume.data)
      const { rows } = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop(false)")
      yield* textFrame("backup_label", rows[0]?.labelfile ?? "")
      yield* textFrame(adminFrame, await readFile(adminFileOf(this.volume.data), "utf8"))
      yield endFrame()
    } finally {
      await client.end()
    }
  }

  /** Running, with the log that a start replays; resting, as it lies there. */
  async copyOut(): Promise<Readable> {
    const address = this.deps.databaseAt()
    if (address) return Readable.from(this.copyFrames(await this.connect(address.port)))
    await this.refuseUnlessResting()
    return Readable.from(this.restingFrames())
  }

  private async *copyFrames(client: pg.Client): AsyncGenerator<Buffer> {
    const { data } = this.volume
    try {
      // Of this session alone: it keeps the log until the copy has it, and goes with the session.
      const slot = `gl_copy_${randomBytes(8).toString("hex")}`
      await client.query("SELECT pg_create_physical_replication_slot($1, true, true)", [slot])
      const began = await client.query<{ first: string }>(
        "SELECT pg_walfile_name(pg_backup_start('gridline copy', true)) AS first",
      )
      yield* clusterFrames(data)
      const ended = await client.query<{ labelfile: string; last: string }>(
        "SELECT labelfile, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false)",
      )
      const [first, stop] = [began.rows[0]?.first ?? "", ended.rows[0]]
      yield* logFrames(data, first, stop?.last ?? "")
      yield* textFrame("backup_label", stop?.labelfile ?? "")
      yield* textFrame(adminFrame, await readFile(adminFileOf(data), "utf8"))
      yield endFrame()
    } finally {
      await client.end()
    }
  }

  private async *restingFrames(): AsyncGenerator<Buffer> {
    const { data } = this.volume
    if (hasCluster(data)) {
      yield* restingFrames(data)
      yield* textFrame(adminFrame, await readFile(adminFileOf(data), "utf8"))
    }
    // Started meanwhile, its files were sent while they changed: without an end the copy is made again.
    await this.refuseUnlessResting()
    yield endFrame()
  }

  private async refuseUnlessResting(): Promise<void> {
    const pid = await readPostmasterPid(this.volume.data)
    if (this.deps.hasDirectWriter() || (pid !== null && isAlive(pid)))
      throw refuse("failed", "the database is starting or stopping: it can be copied once that is done", true)
  }

  private connect(port: number): Promise<pg.Client> {
    return openAdminSession(this.volume.data, port, (client) => void this.letGo(client))
  }

  private async letGo(client: pg.Client | null = this.admin): Promise<void> {
    if (client && client === this.admin) this.admin = null
    await client?.end().catch((error: Error) => console.error(`closing a session: ${error.message}`))
  }

  private async look(): Promise<void> {
    try {
      const address = this.deps.databaseAt()
      if (!address) await this.letGo()
      else await this.attend(address)
      if (Date.now() - this.measuredMs > measureEveryMs) {
        this.measuredMs = Date.now()
        this.volume.usedBytes = bytesIn(await scanTree(this.volume.data))
      }
    } catch (error) {
      console.error(`mirror of ${this.volume.spec.volumeId}: ${error instanceof Error ? error.message : error}`)
      await this.letGo()
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.look(), lookEveryMs)
  }

  private async attend(address: Address): Promise<void> {
    if (!this.admin || this.adminPort !== address.port) {
      await this.letGo()
      this.admin = await this.connect(address.port)
      this.adminPort = address.port
      this.upSinceMs = Date.now()
      await this.provision(this.admin)
    }
    const rows = await this.streams(this.admin)
    this.named ??= await this.readNames()
    for (const follower of this.followers.values()) {
      const row = rows.find(({ name }) => name === follower.name)
      if (row?.streaming) await this.onStreaming(this.admin, follower, row)
      else this.onSilence(follower)
    }
    await this.nameOnly(this.named.filter((name) => this.mayStay(name)))
    if (Date.now() - this.slotsMs > slotsEveryMs) await this.dropSlots(this.admin)
  }

  private async provision(admin: pg.Client): Promise<void> {
    const { rowCount } = await admin.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [this.role])
    const verb = rowCount === 0 ? "CREATE" : "ALTER"
    await admin.query(`${verb} ROLE ${this.role} LOGIN REPLICATION PASSWORD ${pg.escapeLiteral(this.password)}`)
  }

  private async streams(admin: pg.Client): Promise<StreamRow[]> {
    const { rows } = await admin.query<{ name: string; state: string; sync_state: string; flushed: string | null }>(
      "SELECT application_name AS name, state, sync_state, flush_lsn::text AS flushed FROM pg_stat_replication",
    )
    return rows.map(({ name, state, sync_state, flushed }) => {
      const mark = [...this.followers.values()].find((follower) => follower.name === name)?.markLsn ?? null
      const reached = mark !== null && flushed !== null && lsn(flushed) >= lsn(mark)
      return { name, streaming: state === "streaming", sync: sync_state === "sync", reached }
    })
  }

  /** Named first; in step once it has all that was committed up to when being named took effect. */
  private async onStreaming(admin: pg.Client, follower: Follower, row: StreamRow): Promise<void> {
    follower.streamingAtMs = Date.now()
    if (follower.lease.isInStep || follower.leaving) return
    if (!this.named?.includes(follower.name)) return this.nameOnly([...(this.named ?? []), follower.name])
    if (!row.sync) return
    if (row.reached) return follower.lease.enter()
    if (follower.markLsn) return
    const { rows } = await admin.query<{ now: string }>("SELECT pg_current_wal_insert_lsn()::text AS now")
    follower.markLsn = rows[0]?.now ?? null
  }

  private onSilence(follower: Follower): void {
    follower.markLsn = null
    const silentMs = Date.now() - Math.max(follower.streamingAtMs, this.upSinceMs + settleMs - lostAfterMs)
    if (!follower.lease.isInStep || follower.leaving || silentMs < lostAfterMs) return
    follower.leaving = true
    void follower.lease.leave().then(() => {
      follower.leaving = false
    })
  }

  private mayStay(name: string): boolean {
    const follower = [...this.followers.values()].find((each) => each.name === name)
    if (follower?.lease.isInStep || follower?.leaving) return true
    // Named in a life before: it may still hold a promise of then.
    if (Date.now() - Math.max(this.startedMs, this.upSinceMs) < leaseMs) return true
    return follower !== undefined && Date.now() - follower.streamingAtMs < lostAfterMs
  }

  private async readNames(): Promise<string[]> {
    try {
      const text = await readFile(join(this.volume.data, syncFile), "utf8")
      return [...text.matchAll(/"(gl_[0-9a-f]+)"/g)].flatMap((match) => match[1] ?? [])
    } catch (error) {
      if (errorCode(error) === "ENOENT") return []
      throw error
    }
  }

  /** By file and signal, not by SQL: it must work when every session waits for a standby that is gone. */
  private async nameOnly(names: string[]): Promise<void> {
    if (names.join() === this.named?.join()) return
    const list = names.map((name) => `"${name}"`).join(", ")
    const value = names.length > 0 ? `FIRST ${names.length} (${list})` : ""
    const path = join(this.volume.data, syncFile)
    await writeForPostgres(path, `synchronous_standby_names = '${value}'\n`, await postgresUser())
    const postmaster = await readPostmasterPid(this.volume.data)
    if (postmaster) signalTo(postmaster, "SIGHUP")
    this.named = names
  }

  /** A slot nobody uses keeps log on the disk for nobody. */
  private async dropSlots(admin: pg.Client): Promise<void> {
    this.slotsMs = Date.now()
    const seen = [...this.followers.values()].filter(({ lease }) => Date.now() - lease.lastSeenMs < 10 * slotsEveryMs)
    await admin.query(
      `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
       WHERE NOT active AND slot_name LIKE 'gl\\_%' AND slot_name <> ALL($1)`,
      [seen.map(({ name }) => name)],
    )
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === "EPERM"
  }
}

function lsn(text: string): bigint {
  const [high, low] = text.split("/")
  return (BigInt(`0x${high ?? 0}`) << 32n) + BigInt(`0x${low ?? 0}`)
}
