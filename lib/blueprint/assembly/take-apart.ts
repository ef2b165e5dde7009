import type { Blueprint, BlueprintComponent, BlueprintConnection } from "../document"
import { freeName } from "../edit/new-component"
import { within, withValues } from "./flatten"
import type { Interiors } from "./interior"

type End = BlueprintConnection["from"]

/**
 * The drawing with an assembly's shape replaced by what is inside it, one level deep: the components of the interior as shapes of their
 * own, under names that are free, with the values the shape had. Unknown names and shapes that are no assembly: the drawing as it is.
 */
export function takeApart(blueprint: Blueprint, name: string, interiors: Interiors): Blueprint {
  const shape = blueprint.components.find((c) => c.name === name)
  const interior = shape && interiors[`${shape.class}@${shape.version}`]
  if (!shape || !interior) return blueprint
  const others = blueprint.components.filter((c) => c !== shape)
  const taken = new Set(others.map((c) => c.name))
  const renamed = new Map<string, string>()
  for (const inner of interior.components) {
    const free = freeName(inner.name, taken)
    taken.add(free)
    renamed.set(inner.name, free)
  }
  const nameOf = (inner: string): string => renamed.get(inner) ?? inner
  const inside = withValues(interior, shape.properties)
  const components: BlueprintComponent[] = inside.components.map((inner) => ({
    ...within(shape, inner),
    failoverGroup: inner.failoverGroup,
    name: nameOf(inner.name),
  }))
  const outer = (end: End): End => {
    const terminal = end.component === name ? interior.terminals.find((t) => t.name === end.terminal) : undefined
    return terminal ? { component: nameOf(terminal.component), terminal: terminal.terminal } : end
  }
  return {
    ...blueprint,
    components: [...others, ...components],
    connections: [
      ...blueprint.connections.map(({ from, to }) => ({ from: outer(from), to: outer(to) })),
      ...interior.connections.map(({ from, to }) => ({
        from: { ...from, component: nameOf(from.component) },
        to: { ...to, component: nameOf(to.component) },
      })),
    ],
  }
}
