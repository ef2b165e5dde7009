import type { Blueprint, BlueprintComponent, BlueprintConnection } from "../document"
import { freeName, type Point } from "./new-component"

/** Some components with the wires between them: what copy takes, and paste puts down. */
export type Fragment = { components: BlueprintComponent[]; connections: BlueprintConnection[] }

export function fragmentOf({ components, connections }: Blueprint, names: ReadonlySet<string>): Fragment {
  return {
    components: components.filter((c) => names.has(c.name)),
    connections: connections.filter(({ from, to }) => names.has(from.component) && names.has(to.component)),
  }
}

/** With the fragment put down `by` further, each component under a free name; `names`: those. */
export function paste(blueprint: Blueprint, fragment: Fragment, by: Point): { blueprint: Blueprint; names: string[] } {
  const taken = new Set(blueprint.components.map((c) => c.name))
  const renamed = new Map<string, string>()
  for (const { name } of fragment.components) {
    const free = freeName(name, taken)
    taken.add(free)
    renamed.set(name, free)
  }
  const nameOf = (name: string): string => renamed.get(name) ?? name
  const components = fragment.components.map((c) => ({
    ...c,
    name: nameOf(c.name),
    position: { x: c.position.x + by.x, y: c.position.y + by.y },
  }))
  const connections = fragment.connections.map(({ from, to }) => ({
    from: { ...from, component: nameOf(from.component) },
    to: { ...to, component: nameOf(to.component) },
  }))
  return {
    blueprint: {
      ...blueprint,
      components: [...blueprint.components, ...components],
      connections: [...blueprint.connections, ...connections],
    },
    names: components.map((c) => c.name),
  }
}
