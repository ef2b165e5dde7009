import { randomUUID } from "node:crypto"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { VolumeSpec } from "../../fabric-driver"
import { readJson, removeTree, writeJsonAtomic } from "../node-directory"

export type VolumeRecord = {
  spec: VolumeSpec
  /** New whenever this copy became a primary. A replica that follows another lineage starts over. */
  lineage: string
  /** Of a replica: the lineage its data is a full copy of; null until the first copy is complete. */
  copyOf: string | null
  /** Of a replica: when it was known to be in step, written down now and then; it was then or later. */
  inStepAtMs: number
  /** Of a primary: a replica has been in step, so one may still believe it is when this node boots. */
  followed: boolean
}

/** One copy of a volume on this node's disk: `volumes/<id>/{volume.json, data/, staging/}`. */
export class Volume {
  readonly data: string
  readonly staging: string
  /** Where the runner of a database's standby lives. */
  readonly standbyFolder: string
  usedBytes = 0
  private tail: Promise<unknown> = Promise.resolve()

  private constructor(
    readonly directory: string,
    private state: VolumeRecord,
  ) {
    this.data = join(directory, "data")
    this.staging = join(directory, "staging")
    this.standbyFolder = join(directory, "standby")
  }

  static async open(directory: string): Promise<Volume | null> {
    const record = await readJson<VolumeRecord>(join(directory, "volume.json"))
    return record ? new Volume(directory, record) : null
  }

  /** Folders first, then the record: a half-made volume has none and is made again. */
  static async create(directory: string, spec: VolumeSpec): Promise<Volume> {
    const volume = new Volume(directory, {
      spec,
      lineage: randomUUID(),
      copyOf: null,
      inStepAtMs: Date.now(),
      followed: false,
    })
    await removeTree(directory)
    await volume.makeFolders()
    return volume
  }

  get record(): Readonly<VolumeRecord> {
    return this.state
  }

  get spec(): VolumeSpec {
    return this.state.spec
  }

  get isPrimary(): boolean {
    return this.state.spec.role.kind === "primary"
  }

  async save(change: Partial<VolumeRecord>): Promise<void> {
    const next = { ...this.state, ...change }
    await writeJsonAtomic(join(this.directory, "volume.json"), next)
    this.state = next
  }

  async makeFolders(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o711 })
    await mkdir(this.data, { recursive: true, mode: 0o700 })
    for (const scratch of [this.staging, this.standbyFolder]) await removeTree(scratch)
    await mkdir(this.standbyFolder, { recursive: true, mode: 0o711 })
    await mkdir(this.staging, { recursive: true, mode: 0o700 })
  }

  /** Changes of this copy happen one after the other, so that a mirror sees them in the order they were made. */
  exclusively<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(act)
    this.tail = turn.catch(() => undefined) // whoever asked for that turn hears of its failure; the next one goes on
    return turn
  }
}
