"use client"

import { Handle, type Node, type NodeProps, Position } from "@xyflow/react"
import { Glyph } from "../glyph"
import { cn } from "../ui/cn"
import { lookOf, StateIcon, type StateTone } from "../ui/state-badge"
import { shape } from "./layered-layout"
import { protocolLook } from "./protocol-look"

export type Terminal = { name: string; direction: "input" | "output"; protocol: string; external: boolean }
export type ShapeData = {
  name: string
  className: string
  glyph: string
  count: number
  /** Null on drawings of what does not run, such as templates. */
  state: string | null
  corner: string
  terminals: Terminal[]
}
export type ShapeNode = Node<ShapeData, "component">

export const rings: Record<StateTone, string> = {
  running: "bg-state-running",
  busy: "bg-state-busy motion-safe:animate-pulse",
  degraded: "bg-state-degraded",
  failed: "bg-state-failed",
  stopped: "bg-input",
  waiting: "bg-state-waiting",
  lost: "bg-state-lost",
  standby: "bg-state-standby",
}
export const pins = { round: "rounded-full", square: "rounded-none", diamond: "rounded-none rotate-45" }

function Pins({ terminals, side }: { terminals: Terminal[]; side: "input" | "output" }) {
  const mine = terminals.filter((terminal) => terminal.direction === side)
  return mine.map((terminal, at) => {
    const look = protocolLook(terminal.protocol)
    const top = (shape.height / (mine.length + 1)) * (at + 1)
    return (
      <span key={terminal.name}>
        <Handle
          id={terminal.name}
          type={side === "input" ? "target" : "source"}
          position={side === "input" ? Position.Left : Position.Right}
          isConnectable={false}
          style={{ top }}
          className="pointer-events-none opacity-0"
        />
        <span
          aria-hidden
          style={{ top: top - 5 }}
          className={cn(
            "absolute size-2.5 border border-card",
            side === "input" ? "-left-1.25" : "-right-1.25",
            look.fill,
            pins[look.pin],
          )}
        />
        <span
          title={`${terminal.name}: ${terminal.protocol}${terminal.external ? ", from outside" : ""}`}
          style={{ top: top - 14 }}
          className={cn(
            "absolute whitespace-nowrap text-[10px] text-muted-foreground leading-3",
            side === "input" ? "right-full mr-2" : "left-full ml-2",
          )}
        >
          {terminal.name}
        </span>
      </span>
    )
  })
}

/** One component as a shape: glyph, name, class, state on the left edge, count, price; inputs left, outputs right. */
export function ComponentShape({ data }: NodeProps<ShapeNode>) {
  const look = data.state === null ? null : lookOf(data.state)
  return (
    <div
      style={{ width: shape.width, height: shape.height }}
      className="relative flex items-center gap-2.5 rounded-lg border bg-card pr-2.5 pl-3.5 text-card-foreground"
    >
      {look && <span aria-hidden className={cn("absolute inset-y-0 left-0 w-1.5 rounded-l-lg", rings[look.tone])} />}
      <Glyph name={data.glyph} className="size-5 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 font-semibold text-compact">
          <span className="truncate">{data.name}</span>
          {data.count > 1 && (
            <span className="rounded-sm bg-secondary px-1 font-medium text-[11px] tabular">×{data.count}</span>
          )}
        </p>
        <p className="truncate text-[11px] text-muted-foreground">{data.className}</p>
        {look && data.state !== null && (
          <p className="flex items-center gap-1 text-[11px]">
            <StateIcon state={data.state} className="size-3" />
            {look.word}
          </p>
        )}
      </div>
      <span className="absolute top-1.5 right-2 text-[10px] text-muted-foreground tabular">{data.corner}</span>
      <Pins terminals={data.terminals} side="input" />
      <Pins terminals={data.terminals} side="output" />
    </div>
  )
}
