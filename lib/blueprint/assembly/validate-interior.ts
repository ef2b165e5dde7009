import type { ClassBoundary } from "../document"
import { outputKey, type RuleInput, ruleInput } from "../rules/rule"
import { validateBlueprint } from "../validate-blueprint"
import type { Violation } from "../violation"
import { flatSize } from "./flatten"
import type { Interior, Interiors } from "./interior"

type Boundaries = Readonly<Record<string, ClassBoundary>>

/** Components an application, and so an assembly, may have once everything is opened: assemblies in assemblies multiply. */
export const mostComponents = 1_000

function unknownEnds(interior: Interior, { byName }: RuleInput): Violation[] {
  const boundaryOf = (name: string) => byName.get(name)?.boundary
  const terminals = interior.terminals
    .filter(({ component, terminal }) => !boundaryOf(component)?.terminals.some((t) => t.name === terminal))
    .map(({ name, component, terminal }) => ({
      rule: "unknown_terminal",
      component,
      message: `The terminal ${name} is to be ${component}.${terminal}, which there is not.`,
      fix: "Choose a terminal of a component inside.",
    }))
  const redirects = interior.redirects
    .filter(({ component, to }) => {
      const boundary = boundaryOf(component)
      return !boundary || (to.kind === "property" && !boundary.properties.some((p) => p.name === to.name))
    })
    .map(({ property, component, to }) => ({
      rule: "unknown_property",
      component,
      message: `The value ${property} is to go to ${component}${to.kind === "property" ? `.${to.name}` : ""}, which there is not.`,
      fix: "Choose a property of a component inside.",
    }))
  return [...terminals, ...redirects]
}

const twice = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, at) => names.indexOf(name) !== at)),
]

/** Everything that keeps an interior from being an assembly's; empty: it may be released. `name`: of the assembly. */
export function validateInterior(
  interior: Interior,
  { name, boundaries, interiors }: { name: string; boundaries: Boundaries; interiors: Interiors },
): Violation[] {
  const open = {
    outputs: new Set(interior.terminals.map(outputKey)),
    properties: new Set(
      interior.redirects.flatMap(({ component, to }) => (to.kind === "property" ? [`${component}.${to.name}`] : [])),
    ),
  }
  const input = ruleInput(interior, boundaries)
  const wired = interior.terminals.filter((end) => input.wiresFrom.has(outputKey(end)))
  const contains = (components: Interior["components"]): boolean =>
    components.some((c) => c.class === name || contains(interiors[`${c.class}@${c.version}`]?.components ?? []))
  const whole = (rule: string, message: string, fix: string): Violation => ({ rule, component: null, message, fix })
  const size = flatSize(interior, interiors)
  return [
    ...(contains(interior.components)
      ? [whole("assembly_in_itself", `${name} would contain itself.`, "Take it out, or choose another name.")]
      : []),
    ...(size > mostComponents
      ? [
          whole(
            "too_many_components",
            `It holds ${size} components; ${mostComponents} is the most.`,
            "Make it smaller.",
          ),
        ]
      : []),
    ...twice(interior.terminals.map((t) => t.name)).map((t) =>
      whole("terminal_twice", `There are two terminals called ${t}.`, "Give one another name."),
    ),
    ...twice(interior.redirects.map((r) => r.property)).map((p) =>
      whole("property_twice", `There are two values called ${p}.`, "Give one another name."),
    ),
    ...wired.map(({ name: terminal, component }) => ({
      rule: "terminal_wired",
      component,
      message: `The output ${terminal} leads somewhere inside already.`,
      fix: "Remove the wire inside, or leave the terminal out.",
    })),
    ...unknownEnds(interior, input),
    ...validateBlueprint(interior, boundaries, open),
  ]
}
