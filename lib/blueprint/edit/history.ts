import type { Blueprint } from "../document"
import { applyEdit, type Edit } from "./edit"

/** Drawings before and after this one. Unchanged parts are shared between them, so a long history weighs little. */
export type History = { past: readonly Blueprint[]; present: Blueprint; future: readonly Blueprint[] }

/** Steps that can be taken back. */
const most = 200

export const historyOf = (present: Blueprint): History => ({ past: [], present, future: [] })

/** `joined`: goes on with the gesture before, such as typing into the same field: no step of its own. */
export function edited(history: History, edit: Edit, joined = false): History {
  const { past, present } = history
  const next = applyEdit(present, edit)
  if (next === present) return history
  return { past: joined && past.length > 0 ? past : [...past, present].slice(-most), present: next, future: [] }
}

export function undone(history: History): History {
  const { past, present, future } = history
  const before = past.at(-1)
  return before ? { past: past.slice(0, -1), present: before, future: [present, ...future] } : history
}

export function redone(history: History): History {
  const { past, present, future } = history
  const [next, ...later] = future
  return next ? { past: [...past, present], present: next, future: later } : history
}
