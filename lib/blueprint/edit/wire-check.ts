import type { Blueprint, BlueprintConnection, ClassBoundary } from "../document"
import { protocolsFit } from "../rules/wires-fit"

export type TerminalRef = { component: string; terminal: string }
type Boundaries = Readonly<Record<string, ClassBoundary>>

function declared({ components }: Blueprint, boundaries: Boundaries, { component, terminal }: TerminalRef) {
  const drawn = components.find((c) => c.name === component)
  return drawn && boundaries[`${drawn.class}@${drawn.version}`]?.terminals.find((t) => t.name === terminal)
}

/** Why a wire from here to there cannot be drawn, in words; null: it can. Says it before the wire is there, `validateBlueprint` after. */
export function whyNoWire(
  blueprint: Blueprint,
  boundaries: Boundaries,
  { from, to }: BlueprintConnection,
): string | null {
  const output = declared(blueprint, boundaries, from)
  const input = declared(blueprint, boundaries, to)
  if (!output || !input) return "There is no such terminal."
  if (output.direction !== "output") return `${from.terminal} is an input: a wire starts at an output.`
  if (input.direction !== "input") return `${to.terminal} is an output: a wire ends at an input.`
  if (from.component === to.component) return `${from.component} cannot lead to itself.`
  if (!protocolsFit(output.protocol, input.protocol))
    return `${from.component}.${from.terminal} speaks ${output.protocol}, ${to.component}.${to.terminal} takes ${input.protocol}.`
  const taken = blueprint.connections.find(
    (wire) => wire.from.component === from.component && wire.from.terminal === from.terminal,
  )
  if (!taken) return null
  return taken.to.component === to.component && taken.to.terminal === to.terminal
    ? "This wire is drawn already."
    : `${from.component}.${from.terminal} leads to ${taken.to.component} already: remove that wire first.`
}

export type Target = TerminalRef & { whyNot: string | null }

/** Every input of the other components, each with why a wire from `from` cannot end there. */
export const targetsOf = (blueprint: Blueprint, boundaries: Boundaries, from: TerminalRef): Target[] =>
  blueprint.components.flatMap((c) =>
    (boundaries[`${c.class}@${c.version}`]?.terminals ?? [])
      .filter((t) => t.direction === "input")
      .map((t) => {
        const to = { component: c.name, terminal: t.name }
        return { ...to, whyNot: whyNoWire(blueprint, boundaries, { from, to }) }
      }),
  )

/** Wires that end at what stays when these go: what a removal breaks. */
export const wiresBrokenBy = ({ connections }: Blueprint, names: ReadonlySet<string>): BlueprintConnection[] =>
  connections.filter(({ from, to }) => names.has(from.component) !== names.has(to.component))
