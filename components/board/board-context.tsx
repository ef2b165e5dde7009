"use client"

import { createContext, useContext } from "react"
import type { Blueprint } from "@/lib/blueprint/document"
import type { Point, TerminalRef } from "@/lib/blueprint/edit"
import { type Action, type BoardState, reduce } from "./board-state"
import type { Catalog } from "./catalog"
import type { Detail } from "./detail"
import type { DraftKeeper } from "./draft-keeper"
import { type Store, useStoreValue } from "./store"

export type BoardUi = {
  /** Panels at the sides; on a small window they are sheets. */
  palette: boolean
  inspector: boolean
  drawer: "problems" | "plan" | "history" | null
  view: "picture" | "text"
  /** Long wires as a labelled stub at either end. */
  balloons: boolean
  /** Dragging on the empty board selects instead of moving it. */
  boxTool: boolean
  byNode: boolean
  dialog: "find" | "connect" | "discard" | "assembly" | "inside" | null
  /** Over the whole window. */
  isFull: boolean
}

/** A wire that is being drawn: why each input is none for it (null: it is one), by `component.terminal`. */
export type Connecting = { from: TerminalRef; whyNot: ReadonlyMap<string, string | null> }

/** What commands ask of the canvas. */
export type CanvasHandle = {
  fit: () => void
  zoom: (by: number) => void
  /** Into view and focused. */
  show: (names: readonly string[]) => void
  /** Focused, and brought into view if it is not. */
  focus: (name: string) => void
  /** Middle of what is in view, in the drawing's own measure. */
  middle: () => Point
}

export type Board = {
  state: Store<BoardState>
  dispatch: (action: Action) => void
  ui: Store<BoardUi>
  connecting: Store<Connecting | null>
  /** Shapes to point out, such as what two revisions differ in. */
  marked: Store<ReadonlySet<string>>
  /** Followed by `useCatalog`; what is released while one draws is drawn with at once. */
  classes: Store<Catalog>
  readonly catalog: Catalog
  keeper: DraftKeeper
  canEdit: boolean
  /** How much of the shapes can be read from where one looks. */
  detail: Store<Detail>
  canvas: { current: CanvasHandle | null }
  /** Said to screen readers. */
  spoken: Store<string>
  say: (text: string) => void
}

export const dispatcher =
  (state: Store<BoardState>) =>
  (action: Action): void =>
    state.set((old) => reduce(old, action))

export const BoardContext = createContext<Board | null>(null)

/** The board of the page; its parts are followed by `useDrawn`, `useBoardState`, `useUi`. */
export function useBoard(): Board {
  const board = useContext(BoardContext)
  if (!board) throw new Error("useBoard is for what stands on the whiteboard.")
  return board
}

export const useCatalog = (): Catalog => useStoreValue(useBoard().classes, (catalog) => catalog)
export const useBoardState = <V,>(select: (state: BoardState) => V): V => useStoreValue(useBoard().state, select)
export const useDrawn = (): Blueprint => useBoardState(({ history }) => history.present)
export const useUi = <V,>(select: (ui: BoardUi) => V): V => useStoreValue(useBoard().ui, select)

/** Sets some of what is shown and how. */
export const setUi = ({ ui }: Pick<Board, "ui">, next: Partial<BoardUi>): void => ui.set((old) => ({ ...old, ...next }))
