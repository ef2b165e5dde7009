"use client"

import dynamic from "next/dynamic"
import { type MouseEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { BlueprintComponent } from "@/lib/blueprint/document"
import type { Point } from "@/lib/blueprint/edit"
import type { DraftOut } from "@/lib/schemas/drawing"
import { useApplication } from "../application/application-context"
import { amountOfMicros } from "../format/money"
import { usePutPageCommands } from "../frame/page-commands"
import { cn } from "../ui/cn"
import { Sheet, SheetContent, SheetHeader, SheetTitle } from "../ui/sheet"
import { Skeleton } from "../ui/skeleton"
import { addClass, oneMore } from "./add-class"
import {
  BoardContext,
  type Board as BoardParts,
  setUi,
  useBoard,
  useBoardState,
  useCatalog,
  useDrawn,
  useUi,
} from "./board-context"
import type { MenuAt } from "./board-menu"
import { Canvas } from "./canvas"
import type { ClassOut } from "./catalog"
import { hourlyMicrosOfShape, type Rate } from "./component-price"
import { DeleteBar } from "./delete-bar"
import { DraftBars } from "./draft-bars"
import { Drawer } from "./drawer"
import { EmptyBoard } from "./empty-board"
import { Inspector } from "./inspector"
import { type Live, liveStates } from "./live-state"
import { NodeView } from "./node-view"
import { pageCommands } from "./page-commands"
import { Palette } from "./palette"
import { Spoken } from "./spoken"
import { Toolbar } from "./toolbar"
import { useBoardKeys } from "./use-board-keys"
import { type Checks, useChecks } from "./use-checks"
import { useIsVeryWide, useIsWide } from "./use-is-wide"

const FindDialog = dynamic(() => import("./find-dialog"), { ssr: false })
const ConnectDialog = dynamic(() => import("./connect-dialog"), { ssr: false })
const AssemblyDialog = dynamic(() => import("./assembly-dialog"), { ssr: false })
const InsideDialog = dynamic(() => import("./inside-dialog"), { ssr: false })
const DiscardDialog = dynamic(() => import("./discard-dialog"), { ssr: false })
const DropChoice = dynamic(() => import("./drop-choice"), { ssr: false })
const BoardMenu = dynamic(() => import("./board-menu"), { ssr: false })
const TextView = dynamic(() => import("./text-view"), {
  ssr: false,
  loading: () => <Skeleton className="m-3 h-64 flex-1" />,
})

export type BoardProps = {
  board: BoardParts
  draft: DraftOut | undefined
  rates: readonly Rate[]
  currency: string
}

type Dropped = { each: ClassOut; name: string; count: number; at: Point }

function useLive(): ReadonlyMap<string, Live> {
  const { instances } = useApplication().application
  const before = useRef<ReadonlyMap<string, Live>>(new Map())
  return useMemo(() => {
    before.current = liveStates(instances, before.current)
    return before.current
  }, [instances])
}

function usePrices(rates: readonly Rate[], currency: string) {
  const catalog = useCatalog()
  return useMemo(() => {
    const known = new WeakMap<BlueprintComponent, string>()
    return (component: BlueprintComponent): string => {
      if (rates.length === 0) return ""
      const price = known.get(component) ?? amountOfMicros(hourlyMicrosOfShape(catalog, component, rates), currency)
      known.set(component, price)
      return price
    }
  }, [catalog, rates, currency])
}

/** The picture, with what is asked about it over it. */
function Picture({ checks, live, rates, currency }: { checks: Checks; live: ReadonlyMap<string, Live> } & Priced) {
  const board = useBoard()
  const byNode = useUi((ui) => ui.byNode)
  const [menu, setMenu] = useState<MenuAt | null>(null)
  const [dropped, setDropped] = useState<Dropped | null>(null)
  const priceOf = usePrices(rates, currency)
  const { problemsOf, changes } = checks
  const facts = useMemo(() => ({ problems: problemsOf, changes, live, priceOf }), [problemsOf, changes, live, priceOf])
  const onMenu = useCallback((event: MouseEvent, on: MenuAt["on"]) => {
    event.preventDefault()
    setMenu({ x: event.clientX, y: event.clientY, on })
  }, [])
  const onDropClass = (className: string, at: Point, onto: string | null) => {
    const each = board.catalog.classOf(className)
    if (!each || !board.canEdit) return
    const over = board.state.get().history.present.components.find(({ name }) => name === onto)
    if (over?.class === className) setDropped({ each, name: over.name, count: over.count, at })
    else addClass(board, each, at)
  }
  const close = () => setDropped(null)
  return (
    <div className="relative flex min-w-0 flex-1 flex-col">
      {byNode ? <NodeView /> : <Canvas facts={facts} onMenu={onMenu} onDropClass={onDropClass} />}
      {!byNode && <EmptyBoard />}
      <DeleteBar />
      {menu && <BoardMenu at={menu} onClose={() => setMenu(null)} />}
      {dropped && (
        <DropChoice
          {...dropped}
          onClose={close}
          onMore={() => {
            close()
            oneMore(board, dropped.name)
          }}
          onNew={() => {
            close()
            addClass(board, dropped.each, dropped.at)
          }}
        />
      )}
    </div>
  )
}

type Priced = { rates: readonly Rate[]; currency: string }

/** At the side of a wide window; a sheet over a small one. */
function SidePanel({ of, title, children }: { of: "palette" | "inspector"; title: string; children: ReactNode }) {
  const board = useBoard()
  const isOpen = useUi((ui) => ui[of])
  const isWide = useIsWide()
  const isVeryWide = useIsVeryWide()
  const isIdle = useBoardState(({ selection }) => selection.names.size + selection.wires.size === 0)
  const isLeft = of === "palette"
  // Where room is short, the inspector takes it only while there is something to inspect.
  if (!isOpen || (!isLeft && isWide && !isVeryWide && isIdle)) return null
  if (isWide)
    return (
      <aside
        aria-label={title}
        className={cn("flex min-h-0 shrink-0 flex-col bg-card", isLeft ? "w-56 border-r" : "w-80 border-l")}
      >
        {children}
      </aside>
    )
  return (
    <Sheet open onOpenChange={(open) => !open && setUi(board, { [of]: false })}>
      <SheetContent side={isLeft ? "left" : "right"} aria-describedby={undefined}>
        <SheetHeader>
          <SheetTitle>{title}</SheetTitle>
        </SheetHeader>
        <div className="flex min-h-0 flex-1 flex-col">{children}</div>
      </SheetContent>
    </Sheet>
  )
}

function Dialogs({ checks }: { checks: Checks }) {
  const board = useBoard()
  const dialog = useUi((ui) => ui.dialog)
  const close = () => setUi(board, { dialog: null })
  return (
    <>
      {dialog === "find" && <FindDialog onClose={close} />}
      {dialog === "connect" && <ConnectDialog onClose={close} />}
      {dialog === "assembly" && <AssemblyDialog onClose={close} />}
      {dialog === "inside" && <InsideDialog onClose={close} />}
      {dialog === "discard" && <DiscardDialog told={checks.told} onClose={close} />}
    </>
  )
}

function Layout({ draft, rates, currency }: Omit<BoardProps, "board">) {
  const board = useBoard()
  const { application } = useApplication()
  const isWide = useIsWide()
  const view = useUi((ui) => ui.view)
  const isFull = useUi((ui) => ui.isFull)
  const live = useLive()
  const checks = useChecks(useDrawn(), application.blueprint, useCatalog())
  const wanted = useMemo(
    () => new Map(application.blueprint.components.map((each) => [each.name, each])),
    [application.blueprint],
  )
  useBoardKeys(board)
  usePutPageCommands(useMemo(() => pageCommands(board), [board]))
  return (
    <section
      aria-label="Whiteboard"
      className={cn(
        "flex min-h-0 flex-1 flex-col overflow-hidden border bg-background",
        isFull ? "fixed inset-0 z-40" : "min-h-112 rounded-lg",
      )}
    >
      <Toolbar
        problems={checks.problems.length}
        changes={checks.told.length}
        hasDraft={draft?.saved === true || checks.told.length > 0}
      />
      <DraftBars draft={draft} />
      <div className="flex min-h-0 flex-1">
        <SidePanel of="palette" title="Classes">
          <Palette {...(isWide ? {} : { onAdded: () => setUi(board, { palette: false }) })} />
        </SidePanel>
        {view === "text" ? <TextView /> : <Picture checks={checks} live={live} rates={rates} currency={currency} />}
        <SidePanel of="inspector" title="Inspector">
          <Inspector wanted={wanted} rates={rates} currency={currency} />
        </SidePanel>
      </div>
      <Drawer checks={checks} />
      <Dialogs checks={checks} />
    </section>
  )
}

/** The whiteboard: classes left, the picture in the middle, what is selected right, problems and plan below. */
export function Board({ board, ...props }: BoardProps) {
  useFollowed(board)
  return (
    <BoardContext.Provider value={board}>
      <Layout {...props} />
      <Spoken />
    </BoardContext.Provider>
  )
}

/** Tells the keeper of every change, and saves what is left when the page goes away. */
function useFollowed({ state, keeper, canEdit }: BoardParts): void {
  useEffect(() => {
    if (!canEdit) return
    let last = state.get().history.present
    const stop = state.subscribe(() => {
      const { present } = state.get().history
      if (present === last) return
      last = present
      keeper.changed()
    })
    const leave = () => void keeper.flush()
    const onVisibility = () => {
      if (document.visibilityState === "hidden") leave()
    }
    window.addEventListener("pagehide", leave)
    document.addEventListener("visibilitychange", onVisibility)
    return () => {
      stop()
      window.removeEventListener("pagehide", leave)
      document.removeEventListener("visibilitychange", onVisibility)
      leave()
    }
  }, [state, keeper, canEdit])
}
