"use client"

import { Handle, type NodeProps, Position } from "@xyflow/react"
import { CircleAlert, PauseCircle, Pencil, Pin, Plus } from "lucide-react"
import { memo } from "react"
import { pins, rings } from "../drawing/component-shape"
import { shape } from "../drawing/layered-layout"
import { protocolLook } from "../drawing/protocol-look"
import { Glyph } from "../glyph"
import { cn } from "../ui/cn"
import { lookOf, StateIcon } from "../ui/state-badge"
import { useBoard } from "./board-context"
import type { Terminal } from "./catalog"
import { pinSize, pinsOf, type ShapeData, type ShapeNode } from "./flow-parts"
import type { Live } from "./live-state"
import { useStoreValue } from "./store"
import { useDetail } from "./use-detail"

type Fit = "none" | "legal" | "illegal"

/** What this pin is to the wire that is being drawn. */
function useFit(component: string, { name, direction }: Terminal): Fit {
  return useStoreValue(useBoard().connecting, (connecting) => {
    if (!connecting) return "none"
    const { from, whyNot } = connecting
    if (direction === "output") return from.component === component && from.terminal === name ? "legal" : "illegal"
    return whyNot.get(`${component}.${name}`) === null ? "legal" : "illegal"
  })
}

type PinsProps = { component: string; terminals: readonly Terminal[]; isNamed: boolean }

function PinView({
  component,
  terminal,
  top,
  isNamed,
}: Omit<PinsProps, "terminals"> & { terminal: Terminal; top: number }) {
  const fit = useFit(component, terminal)
  const look = protocolLook(terminal.protocol)
  const isInput = terminal.direction === "input"
  return (
    <>
      <Handle
        id={terminal.name}
        type={isInput ? "target" : "source"}
        position={isInput ? Position.Left : Position.Right}
        isConnectableStart={!isInput}
        isConnectableEnd={isInput}
        title={`${terminal.title || terminal.name}: ${terminal.protocol}${terminal.external ? ", from outside" : ""}`}
        style={{ top, width: pinSize, height: pinSize, background: "transparent", border: "none" }}
        className={cn("group/pin flex items-center justify-center", fit === "illegal" && "opacity-30")}
      >
        {/* Bigger than it looks: a pin of twelve pixels is hard to hit. */}
        <span aria-hidden className="absolute -inset-1.5" />
        <span
          aria-hidden
          className={cn(
            "pointer-events-none size-2.5 border border-card transition-transform group-hover/pin:scale-125",
            look.fill,
            pins[look.pin],
            fit === "legal" && "scale-150 outline-2 outline-primary outline-offset-1",
          )}
        />
      </Handle>
      <span
        hidden={!isNamed}
        style={{ top: top - 15 }}
        className={cn(
          "pointer-events-none absolute whitespace-nowrap text-[10px] text-muted-foreground leading-3",
          isInput ? "right-full mr-2.5" : "left-full ml-2.5",
          fit === "illegal" && "opacity-40",
          fit === "legal" && "font-semibold text-foreground",
        )}
      >
        {terminal.name}
      </span>
    </>
  )
}

const Pins = ({ terminals, ...pin }: PinsProps) =>
  (["input", "output"] as const).map((side) =>
    pinsOf(terminals, side).map(({ terminal, top }) => (
      <PinView key={`${side} ${terminal.name}`} {...pin} terminal={terminal} top={top} />
    )),
  )

/** From afar nobody draws wires: marks by which React Flow finds where they end, without what a handle weighs. */
const Anchors = ({ terminals }: { terminals: readonly Terminal[] }) =>
  (["input", "output"] as const).map((side) =>
    pinsOf(terminals, side).map(({ terminal, top }) => (
      <span
        key={`${side} ${terminal.name}`}
        aria-hidden
        data-handleid={terminal.name}
        data-handlepos={side === "input" ? "left" : "right"}
        className={cn(
          "pointer-events-none absolute size-3",
          side === "input" ? "target -left-1.5" : "source -right-1.5",
        )}
        style={{ top: top - pinSize / 2 }}
      />
    )),
  )

const flag =
  "flex h-4.5 items-center gap-0.5 rounded-full border bg-card px-1 text-[10px] font-medium leading-none tabular"

function Flags({ data: { problems, change, component } }: { data: ShapeData }) {
  return (
    <span className="absolute -top-2.5 right-2 flex gap-1">
      {component.standby && (
        <span className={cn(flag, "text-state-standby")} title="Standby: kept ready, not started">
          <PauseCircle className="size-3" aria-label="Standby" />
        </span>
      )}
      {component.pin.length > 0 && (
        <span className={cn(flag, "text-muted-foreground")} title="Runs on chosen nodes only">
          <Pin className="size-3" aria-label="Pinned" />
        </span>
      )}
      {change && (
        <span className={cn(flag, "border-primary/40 text-primary")} title={`${change} in this draft`}>
          {change === "added" ? (
            <Plus className="size-3" aria-label="Added" />
          ) : (
            <Pencil className="size-2.5" aria-label="Changed" />
          )}
        </span>
      )}
      {problems > 0 && (
        <span className={cn(flag, "border-state-failed/40 text-state-failed")} title="Not configured yet: see Problems">
          <CircleAlert className="size-3" aria-hidden />
          {problems}
          <span className="sr-only">{problems === 1 ? "problem" : "problems"}</span>
        </span>
      )}
    </span>
  )
}

function Bar({ share, title }: { share: number; title: string }) {
  return (
    <span
      title={`${title} ${Math.round(share * 100)} %`}
      className="h-1 w-9 overflow-hidden rounded-full bg-muted-foreground/20"
    >
      <span
        className={cn("block h-full rounded-full", share >= 0.9 ? "bg-state-degraded" : "bg-state-running")}
        style={{ width: `${share * 100}%` }}
      />
    </span>
  )
}

const StateLine = ({ live }: { live: Live }) => (
  <p className="flex items-center gap-1 text-[11px] leading-4">
    <StateIcon state={live.state} className="size-3" />
    <span className="truncate">
      {lookOf(live.state).word}
      {live.total > 1 && ` ${live.running}/${live.total}`}
    </span>
    {live.cpu !== null && live.memory !== null && (
      <span className="ml-auto flex flex-col gap-0.5">
        <Bar share={live.cpu} title="CPU" />
        <Bar share={live.memory} title="Memory" />
      </span>
    )}
  </p>
)

const Nodes = ({ nodes }: { nodes: readonly string[] }) =>
  nodes.length === 0 ? null : (
    <span className="pointer-events-none absolute top-full left-2 mt-1 max-w-48 truncate rounded-sm border bg-card px-1 font-mono text-[10px] text-muted-foreground leading-3.5">
      {nodes.length > 2 ? `${nodes.length} nodes` : nodes.join(", ")}
    </span>
  )

function FullShape({ data }: { data: ShapeData }) {
  const { component, glyph, live, price } = data
  return (
    <>
      <Glyph name={glyph} className="size-5 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 pr-12 font-semibold text-compact leading-4.5">
          <span className="truncate">{component.name}</span>
          {component.count > 1 && (
            <span className="rounded-sm bg-secondary px-1 font-medium text-[11px] tabular">×{component.count}</span>
          )}
        </p>
        <p className="truncate text-[11px] text-muted-foreground leading-4">
          {component.class}@{component.version}
        </p>
        {live && <StateLine live={live} />}
      </div>
      <span className="absolute top-2 right-2 text-[10px] text-muted-foreground leading-3 tabular">{price}</span>
      <Flags data={data} />
      {live && <Nodes nodes={live.nodes} />}
    </>
  )
}

/** What can be read from afar: the name in letters that are as big on the screen as they were. */
const NameShape = ({ data: { component, live, problems } }: { data: ShapeData }) => (
  <span className="flex min-w-0 flex-1 items-center gap-2">
    {problems > 0 ? (
      <CircleAlert className="size-7 shrink-0 text-state-failed" aria-hidden />
    ) : (
      live && <StateIcon state={live.state} className="size-7" />
    )}
    <span className="truncate font-semibold text-[28px] leading-9">
      {component.name}
      {component.count > 1 && ` ×${component.count}`}
    </span>
  </span>
)

function frameOf({ isDoomed, isMarked, problems }: ShapeData, selected: boolean): string {
  if (isDoomed) return "border-state-failed ring-2 ring-state-failed"
  if (selected) return "border-primary ring-2 ring-primary"
  if (isMarked) return "border-state-waiting ring-2 ring-state-waiting"
  return problems > 0 ? "border-state-failed/50" : ""
}

/** One component on the board. Further away less of it is drawn. */
export const BoardShape = memo(function BoardShape({ data, selected }: NodeProps<ShapeNode>) {
  const detail = useDetail()
  const { component, live } = data
  const tone = live ? lookOf(live.state).tone : null
  const frame = frameOf(data, selected)
  if (detail === "blocks")
    return (
      <div
        style={{ width: shape.width, height: shape.height }}
        // Corners and edges are too small to be seen, and there are many.
        className={cn("relative", frame && `border ${frame}`, tone ? rings[tone] : "bg-muted-foreground/40")}
      >
        <Anchors terminals={data.terminals} />
      </div>
    )
  return (
    <div
      style={{ width: shape.width, height: shape.height }}
      className={cn(
        "relative flex items-center gap-2.5 rounded-lg border bg-card pr-2.5 pl-3.5 text-card-foreground",
        // A stack: further sheets look out from under it.
        component.count > 1 && "shadow-[3px_3px_0_-1px_var(--card),3px_3px_0_0_var(--input)]",
        frame,
      )}
    >
      {tone && <span aria-hidden className={cn("absolute inset-y-0 left-0 w-1.5 rounded-l-lg", rings[tone])} />}
      {detail === "full" ? <FullShape data={data} /> : <NameShape data={data} />}
      <Pins component={component.name} terminals={data.terminals} isNamed={detail === "full"} />
    </div>
  )
})
