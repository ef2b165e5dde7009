import type { Blueprint, BlueprintComponent, BlueprintConnection, ClassBoundary } from "../document"
import type { AssemblyTerminal, Interior, Redirect } from "./interior"

type Boundaries = Readonly<Record<string, ClassBoundary>>
type End = BlueprintConnection["from"]
type Direction = ClassBoundary["terminals"][number]["direction"]

const isEnd = (a: End, b: End): boolean => a.component === b.component && a.terminal === b.terminal

/** A name for a terminal: what it is called inside, else with its component's name before it, else numbered. */
function freeTerminal({ component, terminal }: End, taken: ReadonlySet<string>): string {
  const long = `${component}${terminal.charAt(0).toUpperCase()}${terminal.slice(1)}`
  const names = [terminal, long]
  const found = names.find((name) => !taken.has(name))
  if (found) return found
  for (let number = 2; ; number++) if (!taken.has(`${long}${number}`)) return `${long}${number}`
}

function terminalsFor(ends: readonly End[]): AssemblyTerminal[] {
  const terminals: AssemblyTerminal[] = []
  for (const end of ends) {
    if (terminals.some((known) => isEnd(known, end))) continue
    const name = freeTerminal(end, new Set(terminals.map((t) => t.name)))
    terminals.push({ name, component: end.component, terminal: end.terminal })
  }
  return terminals
}

/**
 * The loose ends of some components, which become terminals of an assembly made of them: of every wire that crosses, and of outputs that
 * must lead somewhere and do not yet.
 */
export function looseEnds(
  { components, connections }: Blueprint,
  names: ReadonlySet<string>,
  boundaries: Boundaries,
): AssemblyTerminal[] {
  const crossing = connections.flatMap(({ from, to }): End[] => {
    if (names.has(from.component) === names.has(to.component)) return []
    return [names.has(from.component) ? from : to]
  })
  const owed = components
    .filter((component) => names.has(component.name))
    .flatMap(({ name, class: className, version }) =>
      (boundaries[`${className}@${version}`]?.terminals ?? [])
        .filter((t) => t.direction === "output" && t.mandatory)
        .map((t): End => ({ component: name, terminal: t.name })),
    )
    .filter((end) => !connections.some(({ from }) => isEnd(from, end)))
  return terminalsFor([...crossing, ...owed])
}

/** More ends of components that an assembly could show: every terminal that is not wired inside to its only place. */
export function possibleEnds(
  { components, connections }: Blueprint,
  names: ReadonlySet<string>,
  boundaries: Boundaries,
): (End & { direction: Direction; protocol: string })[] {
  return components
    .filter((component) => names.has(component.name))
    .flatMap(({ name, class: className, version }) =>
      (boundaries[`${className}@${version}`]?.terminals ?? [])
        .filter(
          (t) =>
            t.direction === "input" ||
            !connections.some(({ from }) => isEnd(from, { component: name, terminal: t.name })),
        )
        .map((t) => ({ component: name, terminal: t.name, direction: t.direction, protocol: t.protocol })),
    )
}

export type AssemblyChoice = {
  /** Beside the loose ends. */
  terminals?: readonly End[]
  redirects?: readonly Redirect[]
}

const corner = (components: readonly BlueprintComponent[]) => ({
  x: Math.min(...components.map((c) => c.position.x)),
  y: Math.min(...components.map((c) => c.position.y)),
})

/** The inside of an assembly made of these components. Nodes are the drawing's, so nothing in it is pinned. */
export function interiorOf(
  blueprint: Blueprint,
  names: ReadonlySet<string>,
  boundaries: Boundaries,
  { terminals = [], redirects = [] }: AssemblyChoice = {},
): Interior {
  const components = blueprint.components.filter((c) => names.has(c.name))
  const { x, y } = corner(components)
  return {
    format: 1,
    components: components.map((c) => ({ ...c, pin: [], position: { x: c.position.x - x, y: c.position.y - y } })),
    connections: blueprint.connections.filter(({ from, to }) => names.has(from.component) && names.has(to.component)),
    terminals: terminalsFor([...looseEnds(blueprint, names, boundaries), ...terminals]),
    redirects: [...redirects],
  }
}

/** The drawing with one shape in place of these components, wired as they were. */
export function withAssembly(
  blueprint: Blueprint,
  names: ReadonlySet<string>,
  interior: Interior,
  shape: Pick<BlueprintComponent, "name" | "class" | "version" | "resources">,
): Blueprint {
  const inside = blueprint.components.filter((c) => names.has(c.name))
  const moved = (end: End): End => {
    const terminal = interior.terminals.find((t) => isEnd(t, end))
    return terminal ? { component: shape.name, terminal: terminal.name } : end
  }
  const component: BlueprintComponent = {
    ...shape,
    count: 1,
    properties: {},
    volumes: {},
    startOrder: 0,
    standby: false,
    pin: [],
    failoverGroup: null,
    position: corner(inside),
  }
  return {
    ...blueprint,
    components: [...blueprint.components.filter((c) => !names.has(c.name)), component],
    connections: blueprint.connections
      .filter(({ from, to }) => !(names.has(from.component) && names.has(to.component)))
      .map(({ from, to }) => ({ from: moved(from), to: moved(to) })),
  }
}
