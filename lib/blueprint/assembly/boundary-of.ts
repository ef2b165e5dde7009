import type { BlueprintComponent, ClassBoundary } from "../document"
import type { Interior, Redirect } from "./interior"

type Boundaries = Readonly<Record<string, ClassBoundary>>
type Property = ClassBoundary["properties"][number]
type Terminal = ClassBoundary["terminals"][number]

const drawnOf = (interior: Interior, name: string): BlueprintComponent | undefined =>
  interior.components.find((component) => component.name === name)

const boundaryOfComponent = (boundaries: Boundaries, component: BlueprintComponent | undefined) =>
  component && boundaries[`${component.class}@${component.version}`]

/** As the component inside has it; what is drawn there is its default. */
function propertyOf(interior: Interior, boundaries: Boundaries, { property, title, ...where }: Redirect): Property[] {
  const component = drawnOf(interior, where.component)
  const boundary = boundaryOfComponent(boundaries, component)
  if (!component || !boundary) return []
  const { to } = where
  if (to.kind === "count")
    return [
      {
        name: property,
        title: title || `Number of ${component.name}`,
        type: "number",
        integer: true,
        default: component.count,
        mandatory: false,
        min: 1,
        max: boundary.count.max,
      },
    ]
  const declared = boundary.properties.find((p) => p.name === to.name)
  if (!declared) return []
  const value = component.properties[to.name] ?? declared.default
  const { default: _default, ...rest } = declared
  return [
    { ...rest, name: property, title: title || declared.title, ...(value === undefined ? {} : { default: value }) },
  ]
}

function terminalOf(interior: Interior, boundaries: Boundaries, end: Interior["terminals"][number]): Terminal[] {
  const boundary = boundaryOfComponent(boundaries, drawnOf(interior, end.component))
  const declared = boundary?.terminals.find((t) => t.name === end.terminal)
  // An input that visitors reach is reached by them wherever it is; the assembly's own takes what is wired to it.
  return declared ? [{ ...declared, name: end.name, external: false }] : []
}

const fixed = (value: number) => ({ min: value, max: value, default: value })

/** What an assembly shows to the outside. Its resources are those of all instances inside, as they are drawn there. */
export function boundaryOf(interior: Interior, boundaries: Boundaries): ClassBoundary {
  const sum = (part: "cpuMillis" | "memoryMib") =>
    interior.components.reduce((total, { resources, count }) => total + resources[part] * count, 0)
  return {
    machine: "container",
    isAssembly: true,
    terminals: interior.terminals.flatMap((end) => terminalOf(interior, boundaries, end)),
    properties: interior.redirects.flatMap((redirect) => propertyOf(interior, boundaries, redirect)),
    resources: { cpuMillis: fixed(sum("cpuMillis")), memoryMib: fixed(sum("memoryMib")) },
    volumes: [],
    count: { max: 1 },
  }
}
