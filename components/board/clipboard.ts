import { type Fragment, fragmentOf, paste } from "@/lib/blueprint/edit"
import type { Board } from "./board-context"
import { drawn, only } from "./board-state"

const kept = "gridline.clipboard"
const mark = "gridline-fragment"

/** The selected shapes with the wires between them, as text that any board takes. */
export function copiedText({ state }: Board): string | null {
  const { selection } = state.get()
  if (selection.names.size === 0) return null
  const fragment = fragmentOf(drawn(state.get()), selection.names)
  const text = JSON.stringify({ [mark]: 1, ...fragment }, null, 1)
  try {
    localStorage.setItem(kept, text)
  } catch {
    localStorage.removeItem(kept) // no room for it; the system's clipboard has it
  }
  return text
}

/** By a button: the system's clipboard may be closed to the page, what this browser keeps is not. */
export async function copySelection(board: Board): Promise<void> {
  const text = copiedText(board)
  if (text === null) return
  const { size } = board.state.get().selection.names
  try {
    await navigator.clipboard.writeText(text)
    board.say(`Copied ${size}.`)
  } catch {
    board.say(`Copied ${size}, for boards in this browser.`)
  }
}

async function fragmentIn(text: string): Promise<Fragment | null> {
  if (!text.includes(mark)) return null
  const { Blueprint } = await import("@/lib/blueprint/document")
  try {
    const read = Blueprint.pick({ components: true, connections: true }).safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null // not ours, though it names us
  }
}

/** Puts down what a text holds, a little beside where it was; more so each time. */
export async function pasteText(board: Board, text: string): Promise<boolean> {
  const fragment = await fragmentIn(text)
  if (!fragment || fragment.components.length === 0) return false
  putDown(board, fragment)
  return true
}

export function putDown(board: Board, fragment: Fragment): void {
  const now = drawn(board.state.get())
  const taken = new Set(now.components.map(({ position }) => `${position.x},${position.y}`))
  let by = 32
  while (fragment.components.some(({ position: p }) => taken.has(`${p.x + by},${p.y + by}`))) by += 32
  const { blueprint, names } = paste(now, fragment, { x: by, y: by })
  board.dispatch({ kind: "edit", edits: [{ kind: "replace", blueprint }], select: only(...names) })
  board.say(`Put down ${names.join(", ")}.`)
}

export async function pasteKept(board: Board): Promise<void> {
  const own = localStorage.getItem(kept) ?? ""
  let system = ""
  try {
    system = await navigator.clipboard.readText()
  } catch {
    system = "" // not allowed to look: what was copied on a board of this browser will do
  }
  if (await pasteText(board, system)) return
  if (!(await pasteText(board, own))) board.say("There is nothing to put down: copy shapes first.")
}

export function duplicate(board: Board): void {
  const { selection } = board.state.get()
  if (selection.names.size > 0) putDown(board, fragmentOf(drawn(board.state.get()), selection.names))
}
