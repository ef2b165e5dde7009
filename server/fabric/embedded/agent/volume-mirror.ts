import type { Readable } from "node:stream"
import type { FollowAnswer } from "../protocol"

/** A primary copy's side of mirroring. */
export interface PrimaryMirror {
  /** A replica's agent says it is there; the answer says how it stands. */
  follow(nodeId: string): Promise<FollowAnswer>
  /** Names were written or removed and are not acknowledged yet; returns when they may be. Called inside the volume's turn. */
  changed(paths: string[]): Promise<void>
  /** What the volume holds at one instant, as frames for a copy of it; writers go on. */
  copyOut(): Promise<Readable>
  stop(): Promise<void>
}

/** A replica's side. */
export interface ReplicaMirror {
  observe(): { state: "ok" | "syncing" | "degraded"; ageMs: number }
  /** After this nothing writes to the copy any more. */
  stop(): Promise<void>
}
