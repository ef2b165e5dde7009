import type { Blueprint, BlueprintComponent, BlueprintConnection, ClassBoundary } from "../document"
import { fragmentOf } from "../edit/fragment"
import { outputKey, ruleInput } from "../rules/rule"
import type { AssemblyTerminal, Interior, Redirect } from "./interior"

type Boundaries = Readonly<Record<string, ClassBoundary>>
type End = BlueprintConnection["from"]
type Terminal = ClassBoundary["terminals"][number]

const isEnd = (a: End, b: End): boolean => a.component === b.component && a.terminal === b.terminal

/** What something inside is called outside: as it is inside, else with its component's name before that, else numbered. */
export function outerName(component: string, inner: string, taken: ReadonlySet<string>): string {
  const long = `${component}${inner.charAt(0).toUpperCase()}${inner.slice(1)}`
  const found = [inner, long].find((name) => !taken.has(name))
  if (found) return found
  for (let number = 2; ; number++) if (!taken.has(`${long}${number}`)) return `${long}${number}`
}

function terminalsFor(ends: readonly End[]): AssemblyTerminal[] {
  const terminals: AssemblyTerminal[] = []
  for (const end of ends) {
    if (terminals.some((known) => isEnd(known, end))) continue
    const name = outerName(end.component, end.terminal, new Set(terminals.map((t) => t.name)))
    terminals.push({ name, component: end.component, terminal: end.terminal })
  }
  return terminals
}

type InnerEnd = End & Pick<Terminal, "direction" | "protocol" | "mandatory">

/** Ends of components that a wire may still be drawn from or to: every input, and outputs that lead nowhere. */
function openEnds(blueprint: Blueprint, names: ReadonlySet<string>, boundaries: Boundaries): InnerEnd[] {
  const { known, wiresFrom } = ruleInput(blueprint, boundaries)
  return known
    .filter(({ component }) => names.has(component.name))
    .flatMap(({ component: { name: component }, boundary }) =>
      boundary.terminals.map(({ name: terminal, direction, protocol, mandatory }) => ({
        component,
        terminal,
        direction,
        protocol,
        mandatory,
      })),
    )
    .filter((end) => end.direction === "input" || !wiresFrom.has(outputKey(end)))
}

/**
 * The loose ends of some components, which become terminals of an assembly made of them: of every wire that crosses, and of outputs that
 * must lead somewhere and do not yet.
 */
export function looseEnds(
  blueprint: Blueprint,
  names: ReadonlySet<string>,
  boundaries: Boundaries,
): AssemblyTerminal[] {
  const crossing = blueprint.connections.flatMap(({ from, to }): End[] => {
    if (names.has(from.component) === names.has(to.component)) return []
    return [names.has(from.component) ? from : to]
  })
  const owed = openEnds(blueprint, names, boundaries).filter((end) => end.direction === "output" && end.mandatory)
  return terminalsFor([...crossing, ...owed])
}

/** More ends of components that an assembly could show: beside the loose ones. */
export function moreEnds(blueprint: Blueprint, names: ReadonlySet<string>, boundaries: Boundaries): InnerEnd[] {
  const loose = new Set(looseEnds(blueprint, names, boundaries).map(outputKey))
  return openEnds(blueprint, names, boundaries).filter((end) => !loose.has(outputKey(end)))
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
  const { components, connections } = fragmentOf(blueprint, names)
  const { x, y } = corner(components)
  return {
    format: 1,
    components: components.map((c) => ({ ...c, pin: [], position: { x: c.position.x - x, y: c.position.y - y } })),
    connections,
    terminals: terminalsFor([...looseEnds(blueprint, names, boundaries), ...terminals]),
    redirects: [...redirects],
  }
}

/** The drawing with one shape in place of these components, where they were and wired as they were. */
export function withAssembly(
  blueprint: Blueprint,
  names: ReadonlySet<string>,
  interior: Interior,
  shape: BlueprintComponent,
): Blueprint {
  const inside = blueprint.components.filter((c) => names.has(c.name))
  const moved = (end: End): End => {
    const terminal = interior.terminals.find((t) => isEnd(t, end))
    return terminal ? { component: shape.name, terminal: terminal.name } : end
  }
  return {
    ...blueprint,
    components: [...blueprint.components.filter((c) => !names.has(c.name)), { ...shape, position: corner(inside) }],
    connections: blueprint.connections
      .filter(({ from, to }) => !(names.has(from.component) && names.has(to.component)))
      .map(({ from, to }) => ({ from: moved(from), to: moved(to) })),
  }
}
