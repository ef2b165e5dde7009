"use client"

import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, getStraightPath } from "@xyflow/react"
import { memo } from "react"
import type { Detail } from "./detail"
import type { WireData, WireEdge } from "./flow-parts"
import { useDetail } from "./use-detail"

/** Longer ones may be shown as a stub at either end. */
export const longWire = 700
const stub = 36

type Ends = Pick<
  EdgeProps<WireEdge>,
  "sourceX" | "sourceY" | "targetX" | "targetY" | "sourcePosition" | "targetPosition"
>

const styleOf = ({ look, isOpen, isDoomed }: WireData, selected: boolean, detail: Detail) => ({
  stroke: isDoomed ? "var(--state-failed)" : look.stroke,
  strokeWidth: (selected || isDoomed ? 3 : 1.5) * (detail === "full" ? 1 : 2),
  ...(isOpen === false || isDoomed ? { strokeDasharray: "5 4" } : {}),
})

function Balloon({ x, y, side, text }: { x: number; y: number; side: "start" | "end"; text: string }) {
  const shift = side === "start" ? "translate(0, -50%)" : "translate(-100%, -50%)"
  return (
    <span
      style={{ transform: `translate(${x}px, ${y}px) ${shift}` }}
      className="absolute top-0 left-0 whitespace-nowrap rounded-full border bg-card px-1.5 font-mono text-[10px] leading-4"
    >
      {text}
    </span>
  )
}

/** A stub with the name of the far end, at both ends. */
function Stubs({ ends, edge, data }: { ends: Ends; edge: EdgeProps<WireEdge>; data: WireData }) {
  const { sourceX, sourceY, targetX, targetY } = ends
  const style = styleOf(data, edge.selected ?? false, "full")
  const path = `M ${sourceX},${sourceY} h ${stub} M ${targetX - stub},${targetY} h ${stub}`
  return (
    <>
      <BaseEdge id={edge.id} path={path} style={style} interactionWidth={16} {...marker(edge)} />
      <EdgeLabelRenderer>
        <Balloon x={sourceX + stub} y={sourceY} side="start" text={`→ ${edge.target}.${edge.targetHandleId ?? ""}`} />
        <Balloon x={targetX - stub} y={targetY} side="end" text={`${edge.source}.${edge.sourceHandleId ?? ""} →`} />
      </EdgeLabelRenderer>
    </>
  )
}

const marker = ({ markerEnd }: EdgeProps<WireEdge>) => (markerEnd === undefined ? {} : { markerEnd })

function pathOf(ends: Ends, detail: Detail): [string, number, number] {
  if (detail === "blocks") {
    const [path, x, y] = getStraightPath(ends)
    return [path, x, y]
  }
  const [path, x, y] = getSmoothStepPath({ ...ends, borderRadius: 8, offset: 18 })
  return [path, x, y]
}

/** Beside the names of both terminals. */
const hasRoom = ({ sourceX, sourceY, targetX, targetY }: Ends): boolean =>
  Math.abs(targetX - sourceX) + Math.abs(targetY - sourceY) > 150

/** A wire: orthogonal, in the colour of its protocol; a dashed one carries nothing now. */
export const BoardWire = memo(function BoardWire(edge: EdgeProps<WireEdge>) {
  const detail = useDetail()
  const { data, selected = false } = edge
  if (!data) return null
  const isLong = Math.hypot(edge.targetX - edge.sourceX, edge.targetY - edge.sourceY) > longWire
  if (data.balloons && isLong && detail === "full") return <Stubs ends={edge} edge={edge} data={data} />
  const [path, x, y] = pathOf(edge, detail)
  return (
    <>
      <BaseEdge
        id={edge.id}
        path={path}
        style={styleOf(data, selected, detail)}
        interactionWidth={16}
        {...(detail === "blocks" ? {} : marker(edge))}
      />
      {detail === "full" && (selected || hasRoom(edge)) && (
        <text
          x={x}
          y={y - 5}
          textAnchor="middle"
          className="pointer-events-none fill-muted-foreground stroke-background text-[10px] [paint-order:stroke] [stroke-width:3px]"
        >
          {data.protocol}
        </text>
      )}
    </>
  )
})
