import { takeApart } from "@/lib/blueprint/assembly/take-apart"
import type { Edit, Point } from "@/lib/blueprint/edit"
import { toast } from "../ui/toaster"
import { aligned, distributed, grid, movedBy, type Positions } from "./arrange"
import { type Board, setUi } from "./board-context"
import { drawn, only, selectedComponents, selectedWires } from "./board-state"
import { copySelection, duplicate, pasteKept } from "./clipboard"

export type BoardCommand = {
  id: string
  title: string
  group: "Edit" | "Arrange" | "View" | "Draw"
  /** `mod` is Ctrl, or ⌘ on a Mac. The first is the one that is shown. */
  keys: readonly string[]
  /** The browser tells of these keys by an event of its own. */
  isNative?: boolean
  /** Works on a drawing that may only be looked at. */
  isLook?: boolean
  enabled: (board: Board) => boolean
  run: (board: Board) => void
}

const count = (board: Board): number => board.state.get().selection.names.size
const hasSelection = (board: Board): boolean => count(board) + board.state.get().selection.wires.size > 0
const hasShapes = (board: Board): boolean => drawn(board.state.get()).components.length > 0
const always = (): boolean => true

const edit = (board: Board, ...edits: Edit[]) => board.dispatch({ kind: "edit", edits })
function place(board: Board, positions: Positions): void {
  if (Object.keys(positions).length > 0) edit(board, { kind: "move", positions })
}
/** The one shape that is selected, if it is an assembly. */
export function assemblyOf(board: Board) {
  const [shape, ...more] = selectedComponents(board.state.get())
  return shape && more.length === 0 && board.catalog.interiorOf(shape) ? shape : null
}
const chosen = (board: Board) => selectedComponents(board.state.get())

async function tidy(board: Board): Promise<void> {
  const { tidied } = await import("./tidy")
  const before = drawn(board.state.get())
  const positions = await tidied(before, board.catalog)
  // Drawn on meanwhile: places of another drawing would be no tidiness.
  if (drawn(board.state.get()) !== before) return
  place(board, positions)
  requestAnimationFrame(() => board.canvas.current?.fit())
}

const history: BoardCommand[] = [
  {
    id: "undo",
    title: "Undo",
    group: "Edit",
    keys: ["mod+z"],
    enabled: ({ state }) => state.get().history.past.length > 0,
    run: ({ dispatch }) => dispatch({ kind: "undo" }),
  },
  {
    id: "redo",
    title: "Redo",
    group: "Edit",
    keys: ["mod+shift+z", "mod+y"],
    enabled: ({ state }) => state.get().history.future.length > 0,
    run: ({ dispatch }) => dispatch({ kind: "redo" }),
  },
]

const edits: BoardCommand[] = [
  {
    id: "copy",
    title: "Copy",
    group: "Edit",
    keys: ["mod+c"],
    isNative: true,
    isLook: true,
    enabled: (board) => count(board) > 0,
    run: (board) => void copySelection(board),
  },
  {
    id: "cut",
    title: "Cut",
    group: "Edit",
    keys: ["mod+x"],
    isNative: true,
    enabled: (board) => count(board) > 0,
    run: (board) => {
      void copySelection(board)
      board.dispatch({ kind: "remove" })
    },
  },
  {
    id: "paste",
    title: "Paste",
    group: "Edit",
    keys: ["mod+v"],
    isNative: true,
    enabled: always,
    run: (board) => void pasteKept(board),
  },
  {
    id: "duplicate",
    title: "Duplicate",
    group: "Edit",
    keys: ["mod+d"],
    enabled: (board) => count(board) > 0,
    run: duplicate,
  },
  {
    id: "delete",
    title: "Delete",
    group: "Edit",
    keys: ["delete", "backspace"],
    enabled: hasSelection,
    run: (board) => {
      board.dispatch({ kind: "remove" })
      const { doomed } = board.state.get()
      if (doomed) board.say(`This also removes ${doomed.wires.length} wires of what stays. Delete again to confirm.`)
    },
  },
  {
    id: "select-all",
    title: "Select all",
    group: "Edit",
    keys: ["mod+a"],
    isLook: true,
    enabled: hasShapes,
    run: ({ state, dispatch }) =>
      dispatch({ kind: "select", selection: only(...drawn(state.get()).components.map(({ name }) => name)) }),
  },
  {
    id: "select-class",
    title: "Select all of this class",
    group: "Edit",
    keys: ["mod+shift+a"],
    isLook: true,
    enabled: (board) => count(board) > 0,
    run: (board) => {
      const classes = new Set(chosen(board).map((each) => each.class))
      const same = drawn(board.state.get()).components.filter((each) => classes.has(each.class))
      board.dispatch({ kind: "select", selection: only(...same.map(({ name }) => name)) })
    },
  },
  {
    id: "connect",
    title: "Connect…",
    group: "Draw",
    keys: ["c"],
    enabled: (board) => count(board) === 1,
    run: (board) => setUi(board, { dialog: "connect" }),
  },
  {
    id: "make-assembly",
    title: "Make an assembly…",
    group: "Draw",
    keys: ["mod+g"],
    enabled: (board) => count(board) > 0,
    run: (board) => setUi(board, { dialog: "assembly" }),
  },
  {
    id: "look-inside",
    title: "Look inside the assembly",
    group: "Draw",
    keys: ["i"],
    isLook: true,
    enabled: (board) => assemblyOf(board) !== null,
    run: (board) => setUi(board, { dialog: "inside" }),
  },
  {
    id: "take-apart",
    title: "Take the assembly apart",
    group: "Draw",
    keys: ["mod+shift+g"],
    enabled: (board) => assemblyOf(board) !== null,
    run: (board) => {
      const shape = assemblyOf(board)
      if (!shape) return
      const before = drawn(board.state.get())
      const blueprint = takeApart(before, shape.name, board.catalog.interiors)
      const known = new Set(before.components.map(({ name }) => name))
      const fresh = blueprint.components.flatMap(({ name }) => (known.has(name) ? [] : [name]))
      board.dispatch({ kind: "edit", edits: [{ kind: "replace", blueprint }], select: only(...fresh) })
      board.say(`${shape.name} is taken apart: ${fresh.length} components.`)
    },
  },
]

const arrange: BoardCommand[] = [
  {
    id: "align-left",
    title: "Align left",
    group: "Arrange",
    keys: [],
    enabled: (board) => count(board) > 1,
    run: (board) => place(board, aligned(chosen(board), "x")),
  },
  {
    id: "align-top",
    title: "Align top",
    group: "Arrange",
    keys: [],
    enabled: (board) => count(board) > 1,
    run: (board) => place(board, aligned(chosen(board), "y")),
  },
  {
    id: "distribute-across",
    title: "Distribute across",
    group: "Arrange",
    keys: [],
    enabled: (board) => count(board) > 2,
    run: (board) => place(board, distributed(chosen(board), "x")),
  },
  {
    id: "distribute-down",
    title: "Distribute down",
    group: "Arrange",
    keys: [],
    enabled: (board) => count(board) > 2,
    run: (board) => place(board, distributed(chosen(board), "y")),
  },
  {
    id: "tidy",
    title: "Tidy up",
    group: "Arrange",
    keys: ["shift+t"],
    enabled: hasShapes,
    run: (board) => {
      tidy(board).catch(() => toast.error("The layout could not be loaded. Check the connection and try again."))
    },
  },
]

const view: BoardCommand[] = [
  {
    id: "fit",
    title: "Zoom to fit",
    group: "View",
    keys: ["f"],
    isLook: true,
    enabled: hasShapes,
    run: ({ canvas }) => canvas.current?.fit(),
  },
  {
    id: "zoom-in",
    title: "Zoom in",
    group: "View",
    keys: ["+", "="],
    isLook: true,
    enabled: always,
    run: ({ canvas }) => canvas.current?.zoom(1.25),
  },
  {
    id: "zoom-out",
    title: "Zoom out",
    group: "View",
    keys: ["-"],
    isLook: true,
    enabled: always,
    run: ({ canvas }) => canvas.current?.zoom(0.8),
  },
  {
    id: "find",
    title: "Find by name…",
    group: "View",
    keys: ["/", "mod+f"],
    isLook: true,
    enabled: hasShapes,
    run: (board) => setUi(board, { dialog: "find" }),
  },
  {
    id: "balloons",
    title: "Long wires as balloons",
    group: "View",
    keys: ["b"],
    isLook: true,
    enabled: always,
    run: ({ ui }) => ui.set((old) => ({ ...old, balloons: !old.balloons })),
  },
  {
    id: "full",
    title: "Board over the whole window",
    group: "View",
    keys: ["shift+f"],
    isLook: true,
    enabled: always,
    run: ({ ui }) => ui.set((old) => ({ ...old, isFull: !old.isFull })),
  },
  {
    id: "plan",
    title: "Plan",
    group: "Draw",
    keys: ["mod+enter"],
    isLook: true,
    enabled: always,
    run: (board) => setUi(board, { drawer: "plan" }),
  },
]

/** All that can be done on the board: toolbar, keys, menu and Ctrl-K run these and nothing else. */
export const commands: readonly BoardCommand[] = [...history, ...edits, ...arrange, ...view]

const byId = new Map(commands.map((command) => [command.id, command]))
export function commandOf(id: string): BoardCommand {
  const command = byId.get(id)
  if (!command) throw new Error(`There is no command ${id}.`)
  return command
}

export const mayRun = (board: Board, command: BoardCommand): boolean =>
  (board.canEdit || command.isLook === true) && command.enabled(board)

export function runCommand(board: Board, command: BoardCommand): void {
  if (mayRun(board, command)) command.run(board)
}

/** Moves what is selected from dot to dot; further steps join the first. */
export function nudge(board: Board, by: Point): void {
  const shapes = chosen(board)
  if (!board.canEdit || shapes.length === 0) return
  const positions = movedBy(shapes, { x: by.x * grid, y: by.y * grid })
  const names = shapes.map(({ name }) => name).join(" ")
  board.dispatch({ kind: "edit", edits: [{ kind: "move", positions }], join: `nudge ${names}` })
}

/** The wires that a person sees selected, gone. */
export function removeWires(board: Board): void {
  const wires = selectedWires(board.state.get())
  if (wires.length > 0) edit(board, { kind: "disconnect", wires })
}
