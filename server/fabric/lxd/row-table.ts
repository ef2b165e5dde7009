export type TableRow = { name: string; project: string; location: string }

/** Where one row is. `location` is part of the key of volumes only: a mirror has its primary's name on another member. */
export type RowKey = { name: string; project: string; location?: string | undefined }

export type TableOptions<Row extends TableRow> = {
  keyOf: (row: RowKey) => string
  list: () => Promise<Row[]>
  /** One row as it is now; null: there is none. */
  read: (key: RowKey) => Promise<Row | null>
  /** How long a listing is good when nothing was told of it, ms. */
  keepMs: () => number
}

/**
 * An engine tells of a change when it begins to make it, and sometimes a moment before a reader sees it: what was told of is read once
 * more after this, ms.
 */
const settleMs = 1_500
/** More changed rows than this, and more than a quarter of all, are read by one listing. */
const fewRows = 8

/**
 * Rows of an engine, as they were last read, kept true by reading again what is said to have changed. A listing costs an engine about
 * ten milliseconds a row (LXD 5.0.2), so that all are listed seldom.
 */
export class RowTable<Row extends TableRow> {
  private kept = new Map<string, { row: Row; at: number }>()
  /** Of rows that were told of: what was read before is not what they are. */
  private readonly changed = new Map<string, { key: RowKey; times: number[] }>()
  /** Rows that were not there when they were read alone, until the next listing. */
  private readonly gone = new Map<string, number>()
  private readonly reading = new Map<string, { at: number; done: Promise<void> }>()
  private listing: { at: number; done: Promise<void> } | null = null
  private listedAt = Number.NEGATIVE_INFINITY
  private staleAt = Number.NEGATIVE_INFINITY

  constructor(private readonly options: TableOptions<Row>) {}

  /** Nothing of what was read holds. */
  stale(): void {
    this.staleAt = performance.now()
  }

  /** We changed this row: the next look reads it again. */
  changedByUs(key: RowKey): void {
    this.mark(key, [performance.now()])
  }

  /** The engine says that this row changes. */
  told(key: RowKey): void {
    const now = performance.now()
    this.mark(key, [now, now + settleMs])
  }

  private mark(key: RowKey, times: readonly number[]): void {
    const id = this.options.keyOf(key)
    const before = this.changed.get(id)?.times ?? []
    this.changed.set(id, { key, times: [...before, ...times] })
  }

  /** As last read, and when a listing last was, on the clock of `performance.now()`. */
  known(): { rows: Row[]; listedAt: number } {
    return { rows: [...this.kept.values()].map(({ row }) => row), listedAt: this.listedAt }
  }

  /** Read just now by somebody else: `at` is when that was begun. */
  put(row: Row, at: number): void {
    const id = this.options.keyOf(row)
    if (Math.max(this.kept.get(id)?.at ?? at, this.gone.get(id) ?? at) > at) return
    this.kept.set(id, { row, at })
    this.gone.delete(id)
  }

  /** All rows, as they are; those that `counts` leaves out may be as they were. */
  async rows(counts: (key: RowKey) => boolean = () => true): Promise<Row[]> {
    const isOld = this.listedAt < performance.now() - this.options.keepMs()
    if (isOld || this.listedAt <= this.staleAt) await this.listSince(this.staleAt)
    const due = this.due(performance.now()).filter(({ id, key }) => counts(this.kept.get(id)?.row ?? key))
    if (due.length > fewRows && due.length > this.kept.size / 4)
      await this.listSince(Math.max(...due.map(({ since }) => since)))
    else
      await Promise.all(
        // A member that does not answer for one of its rows is what a listing tells of.
        due.map(({ id, key, since }) => this.readOne(id, key, since).catch(() => this.listSince(since))),
      )
    return this.known().rows
  }

  private due(now: number): { id: string; key: RowKey; since: number }[] {
    const due: { id: string; key: RowKey; since: number }[] = []
    for (const [id, { key, times }] of this.changed) {
      const readAt = Math.max(this.kept.get(id)?.at ?? this.gone.get(id) ?? this.listedAt, this.listedAt)
      const open = times.filter((time) => time >= readAt)
      if (open.length === 0) this.changed.delete(id)
      else this.changed.set(id, { key, times: open })
      const passed = open.filter((time) => time <= now)
      if (passed.length > 0) due.push({ id, key, since: Math.max(...passed) })
    }
    return due
  }

  /** A listing that was begun after `since`: one that is under way, or a new one. */
  private listSince(since: number): Promise<void> {
    if (this.listing && this.listing.at > since) return this.listing.done
    const at = performance.now()
    const done = this.list(at).finally(() => {
      if (this.listing?.at === at) this.listing = null
    })
    this.listing = { at, done }
    return done
  }

  private async list(at: number): Promise<void> {
    const found = await this.options.list()
    if (at < this.listedAt) return
    const rows = new Map(found.map((row) => [this.options.keyOf(row), { row, at }] as const))
    // What was read alone since it was begun is younger than the listing.
    for (const [id, one] of this.kept) if (one.at > at) rows.set(id, one)
    for (const [id, goneAt] of this.gone)
      if (goneAt > at) rows.delete(id)
      else this.gone.delete(id)
    this.kept = rows
    this.listedAt = at
  }

  private readOne(id: string, key: RowKey, since: number): Promise<void> {
    const under = this.reading.get(id)
    if (under && under.at > since) return under.done
    const at = performance.now()
    const done = this.read(id, key, at).finally(() => {
      if (this.reading.get(id)?.at === at) this.reading.delete(id)
    })
    this.reading.set(id, { at, done })
    return done
  }

  private async read(id: string, key: RowKey, at: number): Promise<void> {
    const row = await this.options.read(this.kept.get(id)?.row ?? key)
    if (row) return this.put(row, at)
    if ((this.kept.get(id)?.at ?? at) <= at) this.kept.delete(id)
    this.gone.set(id, at)
  }
}
