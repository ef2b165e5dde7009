import { type Edge, MarkerType, type Node, type NodeHandle, Position } from "@xyflow/react"
import type { BlueprintComponent, BlueprintConnection } from "@/lib/blueprint/document"
import { type Point, wireKey } from "@/lib/blueprint/edit"
import { shape } from "../drawing/layered-layout"
import { type ProtocolLook, protocolLook } from "../drawing/protocol-look"
import type { BoardState } from "./board-state"
import type { Catalog, Terminal } from "./catalog"
import type { Live } from "./live-state"

export type ShapeData = {
  component: BlueprintComponent
  glyph: string
  terminals: readonly Terminal[]
  problems: number
  /** Differs from what is wanted: a word for it. */
  change: "added" | "changed" | null
  isDoomed: boolean
  isMarked: boolean
  live: Live | null
  price: string
}
export type ShapeNode = Node<ShapeData, "shape">
export type WireData = {
  protocol: string
  look: ProtocolLook
  /** Both its ends run: something may flow. Null: nothing is known of it. */
  isOpen: boolean | null
  isDoomed: boolean
  balloons: boolean
}
export type WireEdge = Edge<WireData, "wire">

export const pinSize = 12
const noTerminals: readonly Terminal[] = []

/** Terminals of a side with the height of each. */
export function pinsOf(
  terminals: readonly Terminal[],
  side: Terminal["direction"],
): { terminal: Terminal; top: number }[] {
  const mine = terminals.filter(({ direction }) => direction === side)
  return mine.map((terminal, at) => ({ terminal, top: (shape.height / (mine.length + 1)) * (at + 1) }))
}

/** Told beforehand, so that no shape has to be measured before its wires can be drawn. */
const handlesOf = (terminals: readonly Terminal[]): NodeHandle[] =>
  (["input", "output"] as const).flatMap((side) =>
    pinsOf(terminals, side).map(({ terminal, top }) => ({
      id: terminal.name,
      type: side === "input" ? ("target" as const) : ("source" as const),
      position: side === "input" ? Position.Left : Position.Right,
      x: (side === "input" ? 0 : shape.width) - pinSize / 2,
      y: top - pinSize / 2,
      width: pinSize,
      height: pinSize,
    })),
  )

export type ShapeFacts = {
  catalog: Catalog
  problems: ReadonlyMap<string, number>
  changes: ReadonlyMap<string, "added" | "changed">
  live: ReadonlyMap<string, Live>
  marked: ReadonlySet<string>
  priceOf: (component: BlueprintComponent) => string
}

const isSame = <T extends object>(a: T, b: T): boolean =>
  Object.entries(a).every(([key, value]) => Object.is(value, Reflect.get(b, key)))

function dataOf(component: BlueprintComponent, state: BoardState, facts: ShapeFacts): ShapeData {
  const { name } = component
  return {
    component,
    glyph: facts.catalog.classOf(component.class)?.glyph ?? component.class,
    terminals: facts.catalog.boundaryOf(component)?.terminals ?? noTerminals,
    problems: facts.problems.get(name) ?? 0,
    change: facts.changes.get(name) ?? null,
    isDoomed: state.doomed?.names.has(name) ?? false,
    isMarked: facts.marked.has(name),
    live: facts.live.get(name) ?? null,
    price: facts.priceOf(component),
  }
}

function labelOf({ component, live, problems, change }: ShapeData): string {
  const { name, count, class: className, version } = component
  return [
    `${name}${count > 1 ? ` times ${count}` : ""}`,
    `${className} version ${version}`,
    ...(live ? [live.state] : []),
    ...(change ? [change] : []),
    ...(problems > 0 ? [problems === 1 ? "1 problem" : `${problems} problems`] : []),
  ].join(", ")
}

/** Nodes for React Flow. A shape of which nothing has changed keeps its object, and is not drawn anew. */
export function nodeMaker(): (state: BoardState, facts: ShapeFacts) => ShapeNode[] {
  let before = new Map<string, ShapeNode>()
  let of: { facts: ShapeFacts; doomed: BoardState["doomed"] } | null = null
  return (state, facts) => {
    // While a shape is dragged nothing but places changes, many times a second.
    const isAsBefore = of?.facts === facts && of.doomed === state.doomed
    of = { facts, doomed: state.doomed }
    const nodes = state.history.present.components.map((component): ShapeNode => {
      const { name } = component
      const position: Point = state.moving?.[name] ?? component.position
      const selected = state.selection.names.has(name)
      const old = before.get(name)
      const isKnown = isAsBefore && old?.data.component === component
      if (isKnown && old.position === position && old.selected === selected) return old
      const data = isKnown ? old.data : dataOf(component, state, facts)
      if (old && old.position === position && old.selected === selected && isSame(data, old.data)) return old
      const isTerminals = old?.data.terminals === data.terminals
      return {
        id: name,
        type: "shape",
        position,
        selected,
        data: old && isSame(data, old.data) ? old.data : data,
        width: shape.width,
        height: shape.height,
        measured: shape,
        handles: isTerminals && old?.handles ? old.handles : handlesOf(data.terminals),
        ariaLabel: labelOf(data),
      }
    })
    before = new Map(nodes.map((node) => [node.id, node]))
    return nodes
  }
}

export type WireFacts = { catalog: Catalog; live: ReadonlyMap<string, Live>; balloons: boolean }

/** The same for wires. */
export function edgeMaker(): (
  state: Pick<BoardState, "history" | "selection" | "doomed">,
  facts: WireFacts,
) => WireEdge[] {
  let before = new Map<string, WireEdge>()
  return ({ history, selection, doomed }, { catalog, live, balloons }) => {
    const { components, connections } = history.present
    const byName = new Map(components.map((component) => [component.name, component]))
    const lost = new Set(doomed?.wires.map(wireKey))
    const protocolOf = ({ from }: BlueprintConnection): string => {
      const source = byName.get(from.component)
      const terminals = source ? catalog.boundaryOf(source)?.terminals : undefined
      return terminals?.find(({ name }) => name === from.terminal)?.protocol ?? "any"
    }
    const edges = connections.flatMap((wire): WireEdge[] => {
      const { from, to } = wire
      // A loose end cannot be drawn; the problems list names it.
      if (!byName.has(from.component) || !byName.has(to.component)) return []
      const id = wireKey(wire)
      const protocol = protocolOf(wire)
      const [start, end] = [live.get(from.component), live.get(to.component)]
      const data: WireData = {
        protocol,
        look: protocolLook(protocol),
        isOpen: start || end ? start?.state === "running" && end?.state === "running" : null,
        isDoomed: lost.has(id),
        balloons,
      }
      const selected = selection.wires.has(id)
      const old = before.get(id)
      if (old?.data && old.selected === selected && isSame(data, old.data)) return [old]
      return [edgeOf(id, wire, data, selected)]
    })
    before = new Map(edges.map((edge) => [edge.id, edge]))
    return edges
  }
}

const edgeOf = (id: string, { from, to }: BlueprintConnection, data: WireData, selected: boolean): WireEdge => ({
  id,
  type: "wire",
  source: from.component,
  target: to.component,
  sourceHandle: from.terminal,
  targetHandle: to.terminal,
  selected,
  data,
  markerEnd: {
    type: MarkerType.ArrowClosed,
    color: data.isDoomed ? "var(--state-failed)" : data.look.stroke,
    markerUnits: "userSpaceOnUse",
    width: 20,
    height: 20,
  },
  ariaLabel: `Wire from ${from.component}.${from.terminal} to ${to.component}.${to.terminal}, ${data.protocol}`,
})
