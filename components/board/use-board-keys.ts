"use client"

import { useEffect } from "react"
import type { Point } from "@/lib/blueprint/edit"
import { readingOrder } from "./arrange"
import { type Board, setUi } from "./board-context"
import { drawn, nothing, only } from "./board-state"
import { copiedText, pasteText } from "./clipboard"
import { commands, nudge, runCommand } from "./commands"
import { commandPressed } from "./keys"

const arrows: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.role === "slider")

const isElsewhere = (): boolean => document.querySelector("[role=dialog],[role=alertdialog],[role=menu]") !== null

/** On the picture itself: a shape, or the board around it. */
const isOnCanvas = (target: EventTarget | null): boolean =>
  target instanceof Element && (target === document.body || target.closest("[data-board-canvas]") !== null)

/** Shapes lie in the page in another order than they are read in: the browser goes on from the last of them, or from before the first. */
function leaveShapes(current: Element, backwards: boolean): void {
  const canvas = current.closest<HTMLElement>("[data-board-canvas]")
  const shapes = canvas?.querySelectorAll<HTMLElement>(".react-flow__node") ?? []
  const edge = backwards ? canvas : [...shapes].at(-1)
  edge?.focus({ preventScroll: true })
}

/** To the next shape, as one reads the board; past the last one the focus goes on through the page. */
function walk(board: Board, { key, shiftKey, target }: KeyboardEvent): boolean {
  if (key !== "Tab" || !(target instanceof Element)) return false
  const current = target.closest(".react-flow__node")
  if (!current && !target.matches("[data-board-canvas]")) return false
  const order = readingOrder(drawn(board.state.get()).components)
  const at = current ? order.indexOf(current.getAttribute("data-id") ?? "") : shiftKey ? order.length : -1
  const next = order[at + (shiftKey ? -1 : 1)]
  if (next === undefined) {
    if (current) leaveShapes(current, shiftKey)
    return false
  }
  board.dispatch({ kind: "select", selection: only(next) })
  board.canvas.current?.focus(next)
  return true
}

function leave(board: Board, { key }: KeyboardEvent): boolean {
  if (key !== "Escape") return false
  const { doomed, selection } = board.state.get()
  if (doomed) board.dispatch({ kind: "spare" })
  else if (selection.names.size + selection.wires.size > 0) board.dispatch({ kind: "select", selection: nothing })
  else if (board.ui.get().isFull) setUi(board, { isFull: false })
  else return false
  return true
}

function move(board: Board, { key, shiftKey, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  const by = arrows[key]
  if (!by || ctrlKey || metaKey || altKey || !isOnCanvas(target)) return false
  if (board.state.get().selection.names.size === 0) return false
  nudge(board, shiftKey ? { x: by.x * 5, y: by.y * 5 } : by)
  return true
}

/** Enter is the second word to a removal that asked for one. */
function confirm(board: Board, { key, target }: KeyboardEvent): boolean {
  if (key !== "Enter" || !board.state.get().doomed || target instanceof HTMLButtonElement) return false
  board.dispatch({ kind: "remove" })
  return true
}

function command(board: Board, event: KeyboardEvent): boolean {
  const pressed = commandPressed(event, commands)
  if (pressed) runCommand(board, pressed)
  return pressed !== undefined
}

const handlers = [walk, leave, move, confirm, command]

function onKey(board: Board, event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event.target) || isElsewhere() || board.ui.get().view === "text") return
  if (handlers.some((handle) => handle(board, event))) event.preventDefault()
}

/** Text that is marked is copied as text. */
const isTextMarked = (): boolean => !(window.getSelection()?.isCollapsed ?? true)

function onCopy(board: Board, event: ClipboardEvent): void {
  if (isTyping(event.target) || isElsewhere() || isTextMarked()) return
  const text = copiedText(board)
  if (text === null) return
  event.preventDefault()
  event.clipboardData?.setData("text/plain", text)
  board.say(`Copied ${board.state.get().selection.names.size}.`)
  if (event.type === "cut" && board.canEdit) board.dispatch({ kind: "remove" })
}

function onPaste(board: Board, event: ClipboardEvent): void {
  if (isTyping(event.target) || isElsewhere() || !board.canEdit) return
  const text = event.clipboardData?.getData("text/plain") ?? ""
  event.preventDefault()
  void pasteText(board, text).then((done) => {
    if (!done) board.say("The clipboard holds no shapes.")
  })
}

/** All keys of the board, wherever on the page the focus is, except in fields and dialogs. */
export function useBoardKeys(board: Board): void {
  useEffect(() => {
    const ended = new AbortController()
    const { signal } = ended
    window.addEventListener("keydown", (event) => onKey(board, event), { signal })
    document.addEventListener("copy", (event) => onCopy(board, event), { signal })
    document.addEventListener("cut", (event) => onCopy(board, event), { signal })
    document.addEventListener("paste", (event) => onPaste(board, event), { signal })
    return () => ended.abort()
  }, [board])
}
