import type { Blueprint, BlueprintComponent, BlueprintConnection } from "@/lib/blueprint/document"
import {
  type Edit,
  edited,
  type History,
  historyOf,
  type Point,
  redone,
  undone,
  wireKey,
  wiresBrokenBy,
} from "@/lib/blueprint/edit"

/** Shapes by name, wires by `wireKey`. */
export type Selection = { names: ReadonlySet<string>; wires: ReadonlySet<string> }

/** A removal that waits for a second word, and the wires of what stays that it would take along. */
export type Doomed = { names: ReadonlySet<string>; wires: readonly BlueprintConnection[] }

export type BoardState = {
  history: History
  selection: Selection
  /** Name of the typing under way: more edits of the same name are the same step. */
  join: string | null
  /** Where shapes are while they are dragged. It becomes a step when they are let go. */
  moving: Readonly<Record<string, Point>> | null
  doomed: Doomed | null
}

export type Action =
  | { kind: "edit"; edits: readonly Edit[]; join?: string; select?: Selection }
  | { kind: "undo" }
  | { kind: "redo" }
  | { kind: "select"; selection: Selection }
  | { kind: "drag"; positions: Readonly<Record<string, Point>> }
  | { kind: "drop" }
  /** Removes what is selected. When that breaks wires of what stays, the first time only says so. */
  | { kind: "remove" }
  | { kind: "spare" }
  /** Another drawing altogether: nothing to undo. */
  | { kind: "load"; blueprint: Blueprint }

export const nothing: Selection = { names: new Set(), wires: new Set() }
export const only = (...names: readonly string[]): Selection => ({ names: new Set(names), wires: new Set() })

export const stateOf = (blueprint: Blueprint): BoardState => ({
  history: historyOf(blueprint),
  selection: nothing,
  join: null,
  moving: null,
  doomed: null,
})

const settled = { join: null, moving: null, doomed: null }

/** Only what is still drawn stays selected. */
function present({ names, wires }: Selection, { components, connections }: Blueprint): Selection {
  if (names.size === 0 && wires.size === 0) return nothing
  const keys = wires.size === 0 ? new Set<string>() : new Set(connections.map(wireKey))
  return {
    names: new Set(components.flatMap(({ name }) => (names.has(name) ? [name] : []))),
    wires: new Set([...wires].filter((key) => keys.has(key))),
  }
}

function withEdits(state: BoardState, { edits, join, select }: Extract<Action, { kind: "edit" }>): BoardState {
  const joins = join !== undefined && join === state.join
  const history = edits.reduce((so, edit, at) => {
    const joined = joins || (at > 0 && so !== state.history)
    return edited(so, edit, joined)
  }, state.history)
  if (history === state.history && !select) return state
  const selection = present(select ?? renamedSelection(state.selection, edits), history.present)
  return { ...state, ...settled, history, selection, join: join ?? null }
}

function renamedSelection(selection: Selection, edits: readonly Edit[]): Selection {
  const rename = edits.find((edit) => edit.kind === "rename")
  if (!rename?.from || !selection.names.has(rename.from)) return selection
  const names = [...selection.names].map((name) => (name === rename.from ? rename.to : name))
  return { ...selection, names: new Set(names) }
}

function removal({ history, selection }: BoardState): { edits: Edit[]; broken: BlueprintConnection[] } {
  const { names, wires } = present(selection, history.present)
  const cut = history.present.connections.filter((wire) => wires.has(wireKey(wire)))
  return {
    edits: [
      ...(cut.length > 0 ? [{ kind: "disconnect" as const, wires: cut }] : []),
      ...(names.size > 0 ? [{ kind: "remove" as const, names: [...names] }] : []),
    ],
    broken: wiresBrokenBy(history.present, names).filter((wire) => !wires.has(wireKey(wire))),
  }
}

function withRemoval(state: BoardState): BoardState {
  const { edits, broken } = removal(state)
  if (edits.length === 0) return state
  if (broken.length > 0 && !state.doomed)
    return { ...state, join: null, doomed: { names: state.selection.names, wires: broken } }
  return withEdits(state, { kind: "edit", edits, select: nothing })
}

function stepped(state: BoardState, history: History): BoardState {
  if (history === state.history) return state
  return { ...state, ...settled, history, selection: present(state.selection, history.present) }
}

const rounded = (positions: Readonly<Record<string, Point>>): Record<string, Point> =>
  Object.fromEntries(
    Object.entries(positions).map(([name, { x, y }]) => [name, { x: Math.round(x), y: Math.round(y) }]),
  )

function dropped(state: BoardState): BoardState {
  const { moving, history } = state
  if (!moving) return state
  const positions = rounded(moving)
  const moves = history.present.components.some(({ name, position }) => {
    const to = positions[name]
    return to !== undefined && (to.x !== position.x || to.y !== position.y)
  })
  if (!moves) return { ...state, moving: null }
  return withEdits({ ...state, moving: null }, { kind: "edit", edits: [{ kind: "move", positions }] })
}

export function reduce(state: BoardState, action: Action): BoardState {
  switch (action.kind) {
    case "edit":
      return withEdits(state, action)
    case "undo":
      return stepped(state, undone(state.history))
    case "redo":
      return stepped(state, redone(state.history))
    case "select":
      return { ...state, selection: action.selection, join: null, doomed: null }
    case "drag":
      return { ...state, moving: { ...state.moving, ...action.positions }, doomed: null }
    case "drop":
      return dropped(state)
    case "remove":
      return withRemoval(state)
    case "spare":
      return state.doomed ? { ...state, doomed: null } : state
    case "load":
      return stateOf(action.blueprint)
  }
}

export const drawn = (state: BoardState): Blueprint => state.history.present

export const selectedComponents = ({ history, selection }: BoardState): BlueprintComponent[] =>
  selection.names.size === 0 ? [] : history.present.components.filter(({ name }) => selection.names.has(name))

export const selectedWires = ({ history, selection }: BoardState): BlueprintConnection[] =>
  selection.wires.size === 0 ? [] : history.present.connections.filter((wire) => selection.wires.has(wireKey(wire)))
