import type { BlueprintConnection } from "../document"
import { type KnownComponent, known, type Rule } from "./rule"

export const wireText = ({ from, to }: BlueprintConnection): string =>
  `${from.component}.${from.terminal} → ${to.component}.${to.terminal}`

export const protocolsFit = (output: string, input: string): boolean =>
  output === input || output === "any" || input === "any"

function problemOf(wire: BlueprintConnection, parts: readonly KnownComponent[]): string | null {
  const { from, to } = wire
  const source = parts.find((p) => p.component.name === from.component)
  const target = parts.find((p) => p.component.name === to.component)
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
export const wiresFit: Rule = (input) => {
  const parts = known(input)
  return input.blueprint.connections.flatMap((wire) => {
    const problem = problemOf(wire, parts)
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
}
