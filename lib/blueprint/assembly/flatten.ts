import { type Blueprint, type BlueprintComponent, type BlueprintConnection, mostInstances } from "../document"
import type { Interior, Interiors } from "./interior"

type End = BlueprintConnection["from"]
type Drawing = Pick<Blueprint, "components" | "connections">
type Group = Drawing & Partial<Pick<Interior, "terminals">>

const insideOf = ({ class: name, version }: BlueprintComponent, interiors: Interiors): Interior | undefined =>
  interiors[`${name}@${version}`]

/** What cannot be a count is a rule's to tell; until it is, as many as are drawn inside. */
const asCount = (value: string | number | boolean, drawn: number): number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= mostInstances ? value : drawn

/** The inside of one assembly with the values that its shape has: a value that is not drawn is as it is inside. */
export function withValues(
  { components, redirects, ...interior }: Interior,
  values: BlueprintComponent["properties"],
): Group {
  const filled = components.map((component) => {
    let next = component
    for (const { property, component: name, to } of redirects) {
      const value = values[property]
      if (name !== component.name || value === undefined) continue
      next =
        to.kind === "count"
          ? { ...next, count: asCount(value, component.count) }
          : { ...next, properties: { ...next.properties, [to.name]: value } }
    }
    return next
  })
  return { ...interior, components: filled }
}

/** As its assembly has it: kept ready with it, on its nodes, after what starts before it; groups are each assembly's own. */
export const within = (outer: BlueprintComponent, inner: BlueprintComponent): BlueprintComponent => ({
  ...inner,
  standby: outer.standby || inner.standby,
  startOrder: outer.startOrder + inner.startOrder,
  pin: outer.pin.length > 0 ? outer.pin : inner.pin,
  failoverGroup: inner.failoverGroup === null ? null : `${outer.name}.${inner.failoverGroup}`,
  position: { x: outer.position.x + inner.position.x, y: outer.position.y + inner.position.y },
})

type Opened = Drawing & { ends: ReadonlyMap<string, End> }

function opened({ components, connections, terminals = [] }: Group, interiors: Interiors): Opened {
  const flat: BlueprintComponent[] = []
  const wires: BlueprintConnection[] = []
  const inside = new Map<string, Opened["ends"]>()
  for (const component of components) {
    const interior = insideOf(component, interiors)
    if (!interior) {
      flat.push(component)
      continue
    }
    const { name, properties } = component
    const own = (end: End): End => ({ ...end, component: `${name}.${end.component}` })
    const part = opened(withValues(interior, properties), interiors)
    for (const inner of part.components) flat.push({ ...within(component, inner), name: `${name}.${inner.name}` })
    for (const { from, to } of part.connections) wires.push({ from: own(from), to: own(to) })
    inside.set(name, new Map([...part.ends].map(([terminal, end]) => [terminal, own(end)])))
  }
  const end = (drawn: End): End => inside.get(drawn.component)?.get(drawn.terminal) ?? drawn
  for (const { from, to } of connections) wires.push({ from: end(from), to: end(to) })
  return {
    components: flat,
    connections: wires,
    ends: new Map(terminals.map(({ name, ...drawn }) => [name, end(drawn)])),
  }
}

/**
 * The drawing with every assembly opened, however deep: what runs. A component inside is called after where it is, `db.replica`; an
 * assembly's start order is added to those inside. Without assemblies it is the drawing itself.
 */
export function flatten(blueprint: Blueprint, interiors: Interiors): Blueprint {
  if (!blueprint.components.some((component) => insideOf(component, interiors))) return blueprint
  const { components, connections } = opened(blueprint, interiors)
  return { format: blueprint.format, components, connections }
}

/** How many components it has once it is flattened; assemblies in assemblies multiply, so this is asked before. */
export function flatSize({ components }: Pick<Blueprint, "components">, interiors: Interiors): number {
  const known = new Map<string, number>()
  const sizeOf = (component: BlueprintComponent): number => {
    const key = `${component.class}@${component.version}`
    const interior = interiors[key]
    if (!interior) return 1
    const size = known.get(key) ?? interior.components.reduce((sum, inner) => sum + sizeOf(inner), 0)
    known.set(key, size)
    return size
  }
  return components.reduce((sum, component) => sum + sizeOf(component), 0)
}

/** Of which shape of the drawing a component that runs is part: `db` of `db.replica`. */
export const shapeOf = (name: string): string => name.split(".", 1)[0] ?? name
