import type { BlueprintConnection } from "../document"
import type { Rule, RuleInput } from "./rule"

export const wireText = ({ from, to }: BlueprintConnection): string =>
  `${from.component}.${from.terminal} → ${to.component}.${to.terminal}`

export const protocolsFit = (output: string, input: string): boolean =>
  output === input || output === "any" || input === "any"

function problemOf(wire: BlueprintConnection, byName: RuleInput["byName"]): string | null {
  const { from, to } = wire
  const source = byName.get(from.component)
  const target = byName.get(to.component)
  if (!source || !target) return null
  const output = source.boundary.terminals.find((t) => t.name === from.terminal && t.direction === "output")
  const input = target.boundary.terminals.find((t) => t.name === to.terminal && t.direction === "input")
  if (!output) return `${from.component} has no output called ${from.terminal}.`
  if (!input) return `${to.component} has no input called ${to.terminal}.`
  if (source === target) return "it would lead back to where it comes from."
  if (!protocolsFit(output.protocol, input.protocol)) return `${output.protocol} does not fit ${input.protocol}.`
  return null
}

/** A wire leads from an output to an input of another component, and both speak the same protocol. */
export const wiresFit: Rule = ({ blueprint, byName }) =>
  blueprint.connections.flatMap((wire) => {
    const problem = problemOf(wire, byName)
    if (problem === null) return []
    return [
      {
        rule: "bad_wire",
        component: wire.from.component,
        message: `The wire ${wireText(wire)} cannot be: ${problem}`,
        fix: "Remove it or connect other terminals.",
      },
    ]
  })
