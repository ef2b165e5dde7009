"use client"

import {
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  BoxSelect,
  Ellipsis,
  History,
  Maximize,
  PanelLeft,
  PanelRight,
  Redo2,
  Search,
  Sparkles,
  Undo2,
} from "lucide-react"
import type { ComponentType } from "react"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { cn } from "../ui/cn"
import { LazyMenu } from "../ui/lazy-menu"
import { type BoardUi, setUi, useBoard, useBoardState, useUi } from "./board-context"
import { commandOf, mayRun, runCommand } from "./commands"
import { keyCaps } from "./keys"
import { SaveWord } from "./save-word"

type Icon = ComponentType<{ "aria-hidden"?: boolean }>

function CommandButton({ id, icon: Icon }: { id: string; icon: Icon }) {
  const board = useBoard()
  const command = commandOf(id)
  const [keys] = command.keys
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={command.title}
      aria-keyshortcuts={keys?.replace("mod", "Control")}
      title={`${command.title}${keys ? ` (${keyCaps(keys).join(" ")})` : ""}`}
      disabled={!mayRun(board, command)}
      onClick={() => runCommand(board, command)}
    >
      <Icon aria-hidden />
    </Button>
  )
}

function Toggle({ of, icon: Icon, title }: { of: "palette" | "inspector" | "boxTool"; icon: Icon; title: string }) {
  const board = useBoard()
  const isOn = useUi((ui) => ui[of])
  return (
    <Button
      variant={isOn ? "secondary" : "ghost"}
      size="icon-sm"
      aria-label={title}
      aria-pressed={isOn}
      title={title}
      onClick={() => setUi(board, { [of]: !isOn })}
    >
      <Icon aria-hidden />
    </Button>
  )
}

const Line = () => <span aria-hidden className="mx-0.5 hidden h-5 w-px bg-border sm:block" />

function ViewSwitch() {
  const board = useBoard()
  const view = useUi((ui) => ui.view)
  const views: { value: BoardUi["view"]; title: string }[] = [
    { value: "picture", title: "Picture" },
    { value: "text", title: "Text" },
  ]
  return (
    <fieldset className="flex rounded-md border p-0.5">
      <legend className="sr-only">Show as</legend>
      {views.map(({ value, title }) => (
        <button
          key={value}
          type="button"
          aria-pressed={view === value}
          onClick={() => setUi(board, { view: value })}
          className={cn(
            "h-6.5 rounded-sm px-2 font-medium text-muted-foreground text-xs",
            view === value && "bg-secondary text-foreground",
          )}
        >
          {title}
        </button>
      ))}
    </fieldset>
  )
}

function DrawerButton({ of, title, badge }: { of: "problems" | "history"; title: string; badge: number }) {
  const board = useBoard()
  const isOpen = useUi((ui) => ui.drawer === of)
  return (
    <Button
      variant={isOpen ? "secondary" : "ghost"}
      size="sm"
      aria-pressed={isOpen}
      className="px-2"
      onClick={() => setUi(board, { drawer: isOpen ? null : of })}
    >
      {of === "history" && <History aria-hidden />}
      <span className={of === "history" ? "sr-only xl:not-sr-only" : ""}>{title}</span>
      {of === "problems" && <Badge variant={badge > 0 ? "destructive" : "secondary"}>{badge}</Badge>}
    </Button>
  )
}

function More({ hasDraft }: { hasDraft: boolean }) {
  const board = useBoard()
  const byNode = useUi((ui) => ui.byNode)
  const ids = ["align-left", "align-top", "distribute-across", "distribute-down", "tidy", "find", "balloons", "full"]
  return (
    <LazyMenu
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label="More of the board" title="More">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {({ DropdownMenuItem, DropdownMenuSeparator }) => (
        <>
          {ids.map(commandOf).map((command) => (
            <DropdownMenuItem
              key={command.id}
              disabled={!mayRun(board, command)}
              onSelect={() => runCommand(board, command)}
            >
              {command.title}
            </DropdownMenuItem>
          ))}
          <DropdownMenuItem onSelect={() => setUi(board, { byNode: !byNode })}>
            {byNode ? "Show wires" : "Show nodes"}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem
            variant="destructive"
            disabled={!board.canEdit || !hasDraft}
            onSelect={() => setUi(board, { dialog: "discard" })}
          >
            Discard draft…
          </DropdownMenuItem>
        </>
      )}
    </LazyMenu>
  )
}

/** Above the board: what is used all the time; the rest is in the menus and in Ctrl-K. */
export function Toolbar({ problems, changes, hasDraft }: { problems: number; changes: number; hasDraft: boolean }) {
  const board = useBoard()
  // Which buttons can be pressed follows from these.
  useBoardState((state) => state.selection)
  useBoardState((state) => state.history)
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-1 border-b px-2 py-1" role="toolbar" aria-label="Board">
      <Toggle of="palette" icon={PanelLeft} title="Classes" />
      <Line />
      <CommandButton id="undo" icon={Undo2} />
      <CommandButton id="redo" icon={Redo2} />
      <span className="hidden items-center gap-1 md:flex">
        <Line />
        <Toggle of="boxTool" icon={BoxSelect} title="Drag selects" />
        <CommandButton id="align-left" icon={AlignStartVertical} />
        <CommandButton id="align-top" icon={AlignStartHorizontal} />
        <CommandButton id="distribute-across" icon={AlignHorizontalDistributeCenter} />
        <CommandButton id="distribute-down" icon={AlignVerticalDistributeCenter} />
        <CommandButton id="tidy" icon={Sparkles} />
        <Line />
      </span>
      <CommandButton id="fit" icon={Maximize} />
      <CommandButton id="find" icon={Search} />
      <More hasDraft={hasDraft} />
      <span className="flex-1" />
      <SaveWord changes={changes} />
      <ViewSwitch />
      <DrawerButton of="problems" title="Problems" badge={problems} />
      <DrawerButton of="history" title="History" badge={0} />
      <Button size="sm" onClick={() => setUi(board, { drawer: "plan" })}>
        Plan
        {changes > 0 && <span className="tabular">({changes})</span>}
      </Button>
      <Line />
      <Toggle of="inspector" icon={PanelRight} title="Inspector" />
    </div>
  )
}
