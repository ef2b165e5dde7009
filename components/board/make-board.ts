import type { Blueprint } from "@/lib/blueprint/document"
import { placed } from "./arrange"
import { type Board, type BoardUi, dispatcher } from "./board-context"
import { drawn, stateOf } from "./board-state"
import type { Catalog } from "./catalog"
import type { Detail } from "./detail"
import { DraftKeeper } from "./draft-keeper"
import type { LocalCopy } from "./local-copy"
import { createStore } from "./store"

type Parts = {
  blueprint: Blueprint
  /** Drawn and not saved before, as this browser kept it. */
  unsaved: Blueprint | null
  known: { version: number; baseRevision: number }
  catalog: Catalog
  canEdit: boolean
  isWide: boolean
  copy: LocalCopy
  save: (draft: { blueprint: Blueprint; baseRevision: number; version: number }) => Promise<{ version: number }>
}

const shown = ({ canEdit, isWide }: Parts): BoardUi => ({
  palette: isWide && canEdit,
  inspector: isWide,
  drawer: null,
  view: "picture",
  balloons: false,
  boxTool: false,
  byNode: false,
  dialog: null,
  isFull: false,
})

/** All that a whiteboard holds, for as long as its page is shown. */
export function makeBoard(parts: Parts): Board {
  const saved = placed(parts.blueprint)
  const state = createStore(stateOf(saved))
  const spoken = createStore("")
  const classes = createStore(parts.catalog)
  const keeper = new DraftKeeper(
    { present: () => drawn(state.get()), send: parts.save, copy: parts.copy, now: () => new Date().toISOString() },
    saved,
    parts.known,
  )
  const dispatch = dispatcher(state)
  if (parts.unsaved) {
    // A step like any other: what the server has is one undo away.
    dispatch({ kind: "edit", edits: [{ kind: "replace", blueprint: placed(parts.unsaved) }] })
    keeper.changed()
  }
  return {
    state,
    dispatch,
    ui: createStore(shown(parts)),
    connecting: createStore<ReturnType<Board["connecting"]["get"]>>(null),
    marked: createStore<ReadonlySet<string>>(new Set()),
    classes,
    get catalog() {
      return classes.get()
    },
    keeper,
    canEdit: parts.canEdit,
    detail: createStore<Detail>("full"),
    canvas: { current: null },
    spoken,
    say: (text) => spoken.set(() => text),
  }
}
