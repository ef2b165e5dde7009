import type { ELK, ElkNode } from "elkjs/lib/elk-api"
import type { Blueprint } from "@/lib/blueprint/document"
import { shape } from "../drawing/layered-layout"
import { boundsOf, type Positions } from "./arrange"
import type { Catalog } from "./catalog"

let engine: Promise<ELK> | null = null

/** The layout engine is bigger than the page: fetched when it is first wanted, and at work beside it. */
function layoutEngine(): Promise<ELK> {
  engine ??= import("elkjs/lib/elk-api").then(
    ({ default: Elk }) =>
      new Elk({ workerFactory: () => new Worker(new URL("./tidy-worker.ts", import.meta.url), { type: "module" }) }),
  )
  return engine
}

const port = (component: string, terminal: string) => `${component}.${terminal}`

function graphOf(blueprint: Blueprint, catalog: Catalog): ElkNode {
  const drawn = new Set(blueprint.components.map(({ name }) => name))
  const wires = blueprint.connections.filter(({ from, to }) => drawn.has(from.component) && drawn.has(to.component))
  return {
    id: "board",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.spacing.nodeNode": "40",
      "elk.layered.spacing.nodeNodeBetweenLayers": "112",
      "elk.spacing.componentComponent": "64",
      // The finer one takes seconds where there are hundreds.
      "elk.layered.nodePlacement.strategy": blueprint.components.length > 150 ? "BRANDES_KOEPF" : "NETWORK_SIMPLEX",
    },
    children: blueprint.components.map((component) => {
      const terminals = catalog.boundaryOf(component)?.terminals ?? []
      const named = new Set(terminals.map(({ name }) => name))
      const loose = wires.flatMap(({ from, to }) =>
        [
          { ...from, side: "EAST" },
          { ...to, side: "WEST" },
        ].filter((end) => end.component === component.name && !named.has(end.terminal)),
      )
      const ports = [
        ...terminals.map(({ name, direction }) => ({ name, side: direction === "output" ? "EAST" : "WEST" })),
        ...[...new Map(loose.map(({ terminal, side }) => [terminal, side]))].map(([name, side]) => ({ name, side })),
      ]
      return {
        id: component.name,
        width: shape.width,
        height: shape.height,
        layoutOptions: { "elk.portConstraints": "FIXED_ORDER" },
        // Clockwise from the top left: those at the left side are counted from below.
        ports: [
          ...ports.filter(({ side }) => side === "EAST"),
          ...ports.filter(({ side }) => side === "WEST").reverse(),
        ].map(({ name, side }) => ({ id: port(component.name, name), layoutOptions: { "elk.port.side": side } })),
      }
    }),
    edges: wires.map(({ from, to }, at) => ({
      id: `wire${at}`,
      sources: [port(from.component, from.terminal)],
      targets: [port(to.component, to.terminal)],
    })),
  }
}

/** Places for all shapes such that wires run from left to right and few cross; the picture's corner stays where it is. */
export async function tidied(blueprint: Blueprint, catalog: Catalog): Promise<Positions> {
  const elk = await layoutEngine()
  const { children = [] } = await elk.layout(graphOf(blueprint, catalog))
  const corner = boundsOf(blueprint.components) ?? { x: 0, y: 0 }
  const [left, top] = [Math.min(...children.map(({ x = 0 }) => x)), Math.min(...children.map(({ y = 0 }) => y))]
  return Object.fromEntries(
    children.map(({ id, x = 0, y = 0 }) => [
      id,
      { x: Math.round(corner.x + x - left), y: Math.round(corner.y + y - top) },
    ]),
  )
}
