import type { Blueprint, BlueprintConnection } from "../document"
import { paste } from "../edit/fragment"
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
  const inside = withValues(interior, shape.properties)
  const components = inside.components.map((inner) => ({
    ...within(shape, inner),
    failoverGroup: inner.failoverGroup,
  }))
  const others = { ...blueprint, components: blueprint.components.filter((c) => c !== shape), connections: [] }
  // `within` has put them where they go.
  const put = paste(others, { components, connections: interior.connections }, { x: 0, y: 0 })
  const renamed = new Map(interior.components.map((inner, at) => [inner.name, put.names[at] ?? inner.name]))
  const outer = (end: End): End => {
    const own = end.component === name ? interior.terminals.find((t) => t.name === end.terminal) : undefined
    return own ? { component: renamed.get(own.component) ?? own.component, terminal: own.terminal } : end
  }
  const wired = blueprint.connections.map(({ from, to }) => ({ from: outer(from), to: outer(to) }))
  return { ...put.blueprint, connections: [...wired, ...put.blueprint.connections] }
}
