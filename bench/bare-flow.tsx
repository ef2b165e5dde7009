import { Handle, type Node, type NodeProps, Position, ReactFlow } from "@xyflow/react"
import "@xyflow/react/dist/base.css"
import { createRoot } from "react-dom/client"
import type { Blueprint } from "../lib/blueprint/document"

type Bare = Node<{ name: string; inputs: string[]; outputs: string[] }, "bare">

const Pin = ({ id, at, of, isInput }: { id: string; at: number; of: number; isInput: boolean }) => (
  <Handle
    id={id}
    type={isInput ? "target" : "source"}
    position={isInput ? Position.Left : Position.Right}
    style={{ top: (72 / (of + 1)) * (at + 1) }}
  />
)

const BareShape = ({ data: { name, inputs, outputs } }: NodeProps<Bare>) => (
  <div style={{ width: 200, height: 72, border: "1px solid #ccc", background: "#fff" }}>
    {name}
    {inputs.map((id, at) => (
      <Pin key={id} id={id} at={at} of={inputs.length} isInput />
    ))}
    {outputs.map((id, at) => (
      <Pin key={id} id={id} at={at} of={outputs.length} isInput={false} />
    ))}
  </div>
)

const nodeTypes = { bare: BareShape }

/** The peer: React Flow as it comes, with the same shapes, pins and wires at the same places, and nothing else. */
function show({ components, connections }: Blueprint): void {
  const ends = (side: "from" | "to", name: string) => [
    ...new Set(connections.filter((wire) => wire[side].component === name).map((wire) => wire[side].terminal)),
  ]
  const nodes = components.map(
    ({ name, position }): Bare => ({
      id: name,
      type: "bare",
      position,
      data: { name, inputs: ends("to", name), outputs: ends("from", name) },
    }),
  )
  const edges = connections.map(({ from, to }) => ({
    id: `${from.component}.${from.terminal}`,
    source: from.component,
    sourceHandle: from.terminal,
    target: to.component,
    targetHandle: to.terminal,
    type: "smoothstep",
  }))
  const root = document.createElement("div")
  root.style.cssText = "position:fixed;inset:0"
  document.body.append(root)
  createRoot(root).render(
    <ReactFlow defaultNodes={nodes} defaultEdges={edges} nodeTypes={nodeTypes} minZoom={0.05} fitView />,
  )
}

declare global {
  interface Window {
    showBare: typeof show
  }
}
window.showBare = show
