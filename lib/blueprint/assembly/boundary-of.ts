import type { ClassBoundary } from "../document"
import { type RuleInput, ruleInput } from "../rules/rule"
import type { AssemblyTerminal, Interior, Redirect } from "./interior"

type ByName = RuleInput["byName"]
type Property = ClassBoundary["properties"][number]
type Terminal = ClassBoundary["terminals"][number]

/** As the component inside has it; what is drawn there is its default. */
function propertyOf(byName: ByName, { property, title, component: name, to }: Redirect): Property[] {
  const known = byName.get(name)
  if (!known) return []
  const { component, boundary } = known
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

function terminalOf(byName: ByName, { name, component, terminal }: AssemblyTerminal): Terminal[] {
  const declared = byName.get(component)?.boundary.terminals.find((t) => t.name === terminal)
  // An input that visitors reach is reached by them wherever it is; the assembly's own takes what is wired to it.
  return declared ? [{ ...declared, name, external: false }] : []
}

const fixed = (value: number) => ({ min: value, max: value, default: value })

/** What an assembly shows to the outside. Its resources are those of all instances inside, as they are drawn there. */
export function boundaryOf(interior: Interior, boundaries: Readonly<Record<string, ClassBoundary>>): ClassBoundary {
  const { byName } = ruleInput(interior, boundaries)
  const sum = (part: "cpuMillis" | "memoryMib") =>
    interior.components.reduce((total, { resources, count }) => total + resources[part] * count, 0)
  return {
    machine: "container",
    isAssembly: true,
    terminals: interior.terminals.flatMap((end) => terminalOf(byName, end)),
    properties: interior.redirects.flatMap((redirect) => propertyOf(byName, redirect)),
    resources: { cpuMillis: fixed(sum("cpuMillis")), memoryMib: fixed(sum("memoryMib")) },
    volumes: [],
    count: { max: 1 },
  }
}
