"use client"

import { Background, BackgroundVariant, Controls, type Edge, MarkerType, ReactFlow } from "@xyflow/react"
import "@xyflow/react/dist/base.css"
import { useMemo } from "react"
import type { Blueprint } from "@/lib/blueprint/document"
import type { ApiOutputs } from "../trpc"
import { ComponentShape, type ShapeNode } from "./component-shape"
import { layeredLayout } from "./layered-layout"
import { protocolLook } from "./protocol-look"

type ClassOut = ApiOutputs["classes"]["list"]["items"][number]
const nodeTypes = { component: ComponentShape }

export type DrawingProps = {
  blueprint: Blueprint
  classes: ClassOut[]
  /** State of a component by its name; left out where nothing runs. */
  stateOf?: (name: string) => string
  cornerOf?: (name: string) => string
  onOpen?: (name: string) => void
}

function nodesOf({ blueprint, classes, stateOf, cornerOf }: DrawingProps): ShapeNode[] {
  const names = blueprint.components.map((component) => component.name)
  const terminalsOf = (name: string) => {
    const component = blueprint.components.find((each) => each.name === name)
    return classes.find((each) => each.name === component?.class)?.boundary.terminals ?? []
  }
  const places = layeredLayout(names, blueprint.connections, (component, terminal) =>
    terminalsOf(component).findIndex((each) => each.name === terminal),
  )
  return blueprint.components.map((component) => {
    const found = classes.find((each) => each.name === component.class)
    const state = stateOf?.(component.name) ?? null
    return {
      id: component.name,
      type: "component",
      position: places.get(component.name) ?? component.position,
      draggable: false,
      connectable: false,
      ariaLabel: `${component.name}, ${component.class}${state ? `, ${state}` : ""}`,
      data: {
        name: component.name,
        className: `${component.class}@${component.version}`,
        glyph: found?.glyph ?? component.class,
        count: component.count,
        state,
        corner: cornerOf?.(component.name) ?? "",
        terminals: found?.boundary.terminals ?? [],
      },
    }
  })
}

function edgesOf({ blueprint, classes, stateOf }: DrawingProps): Edge[] {
  return blueprint.connections.map(({ from, to }) => {
    const source = blueprint.components.find((component) => component.name === from.component)
    const terminals = classes.find((each) => each.name === source?.class)?.boundary.terminals
    const protocol = terminals?.find((terminal) => terminal.name === from.terminal)?.protocol ?? "any"
    const open = stateOf?.(from.component) === "running" && stateOf(to.component) === "running"
    const { stroke } = protocolLook(protocol)
    return {
      id: `${from.component}.${from.terminal}-${to.component}.${to.terminal}`,
      source: from.component,
      target: to.component,
      sourceHandle: from.terminal,
      targetHandle: to.terminal,
      type: "smoothstep",
      label: protocol,
      selectable: false,
      focusable: false,
      markerEnd: { type: MarkerType.ArrowClosed, color: stroke, width: 14, height: 14 },
      style: { stroke, strokeWidth: 1.5, ...(stateOf && !open ? { strokeDasharray: "4 4" } : {}) },
      labelStyle: { fill: "var(--muted-foreground)", fontSize: 10 },
      labelBgStyle: { fill: "var(--background)" },
    }
  })
}

/** A drawing to look at: pan, zoom, follow the wires. A dashed wire carries nothing now, as one of its ends does not run. */
export default function Drawing(props: DrawingProps) {
  const { onOpen } = props
  const nodes = useMemo(() => nodesOf(props), [props])
  const edges = useMemo(() => edgesOf(props), [props])
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      fitView
      // On a phone a part that can be read beats a whole that cannot.
      fitViewOptions={{ padding: 0.12, minZoom: 0.6, maxZoom: 1 }}
      minZoom={0.2}
      maxZoom={1.6}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      elementsSelectable={Boolean(onOpen)}
      preventScrolling={false}
      className="[--xy-attribution-background-color:transparent] [&_.react-flow__attribution_a]:text-muted-foreground"
      onNodeClick={(_event, node) => onOpen?.(node.id)}
    >
      <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--input)" />
      <Controls
        showInteractive={false}
        className="overflow-hidden rounded-md border bg-card [&_button]:flex [&_button]:size-7 [&_button]:items-center [&_button]:justify-center [&_button]:border-b [&_button]:bg-card [&_button]:p-1.5 hover:[&_button]:bg-accent [&_svg]:size-3 [&_svg]:fill-foreground"
      />
    </ReactFlow>
  )
}
