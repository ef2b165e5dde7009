import type { Blueprint } from "@/lib/blueprint/document"
import { apiErrorOf } from "../api-error"
import type { LocalCopy } from "./local-copy"
import { createStore, type Store } from "./store"

export type DraftStatus = {
  phase: "saved" | "unsaved" | "saving" | "failed" | "conflict"
  /** Why it is not saved, in words. */
  message: string
  /** Of the draft on the server. */
  version: number
  /** The revision this drawing began with. */
  baseRevision: number
}
type Sent = { blueprint: Blueprint; baseRevision: number; version: number }
type Parts = {
  present: () => Blueprint
  send: (draft: Sent) => Promise<{ version: number }>
  copy: LocalCopy
  now: () => string
}

/** From the last change to the save. */
export const saveAfterMs = 800

/** Saves what is drawn a moment after it was drawn, one save at a time, and says whether it is saved. */
export class DraftKeeper {
  readonly status: Store<DraftStatus>
  private timer: ReturnType<typeof setTimeout> | null = null
  private running: Promise<void> | null = null

  constructor(
    private readonly parts: Parts,
    /** The drawing that the server has. */
    private saved: Blueprint,
    known: { version: number; baseRevision: number },
  ) {
    this.status = createStore<DraftStatus>({ phase: "saved", message: "", ...known })
  }

  /** To be told after each change. */
  changed(): void {
    if (this.parts.present() === this.saved && !this.running) {
      this.stopTimer()
      this.parts.copy.forget()
      this.to({ phase: "saved", message: "" })
      return
    }
    this.keepCopy()
    const { phase } = this.status.get()
    // The other window's drawing is not written over by a timer: somebody says so.
    if (phase === "conflict") return
    if (phase !== "saving") this.to({ phase: "unsaved", message: "" })
    this.stopTimer()
    this.timer = setTimeout(() => void this.flush(), saveAfterMs)
  }

  /** Everything drawn so far is on the server when it answers true. */
  async flush(): Promise<boolean> {
    this.stopTimer()
    while (this.running) await this.running
    if (this.parts.present() === this.saved) return true
    if (this.status.get().phase === "conflict") return false
    this.running = this.save()
    await this.running
    // Drawn while it was saved: that is a save of its own.
    if (this.status.get().phase === "unsaved") this.changed()
    return this.parts.present() === this.saved
  }

  /** The server's drawing is this one now, whatever was known of it before. */
  adopt(saved: Blueprint, known: { version: number; baseRevision: number }): void {
    this.stopTimer()
    this.saved = saved
    this.to({ phase: "saved", message: "", ...known })
    this.changed()
  }

  /** Mine is to count: the draft of the other window (`version`) is written over. */
  async overwrite(version: number): Promise<boolean> {
    this.to({ phase: "unsaved", message: "", version })
    return this.flush()
  }

  stop(): void {
    this.stopTimer()
  }

  private async save(): Promise<void> {
    const blueprint = this.parts.present()
    const { version, baseRevision } = this.status.get()
    this.to({ phase: "saving", message: "" })
    try {
      const answer = await this.parts.send({ blueprint, baseRevision, version })
      this.saved = blueprint
      const isAll = this.parts.present() === blueprint
      if (isAll) this.parts.copy.forget()
      this.to({ phase: isAll ? "saved" : "unsaved", version: answer.version })
    } catch (error) {
      const { code, message, field } = apiErrorOf(error)
      this.to({ phase: code === "conflict" && field === "version" ? "conflict" : "failed", message })
      this.keepCopy()
    } finally {
      this.running = null
    }
  }

  private keepCopy(): void {
    const { version, baseRevision } = this.status.get()
    this.parts.copy.keep({ blueprint: this.parts.present(), baseRevision, version, at: this.parts.now() })
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private to(next: Partial<DraftStatus>): void {
    this.status.set((old) => {
      const changed = { ...old, ...next }
      const isSame = old.phase === changed.phase && old.message === changed.message && old.version === changed.version
      return isSame && old.baseRevision === changed.baseRevision ? old : changed
    })
  }
}
