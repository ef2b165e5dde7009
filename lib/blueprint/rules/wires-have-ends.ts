import type { Rule } from "./rule"
import { wireText } from "./wires-fit"

/** No wire dangles: both its components are drawn. */
export const wiresHaveEnds: Rule = ({ blueprint: { components, connections } }) => {
  const drawn = new Set(components.map((c) => c.name))
  return connections.flatMap((wire) => {
    const missing = [wire.from.component, wire.to.component].find((name) => !drawn.has(name))
    if (missing === undefined) return []
    const there = [wire.from.component, wire.to.component].find((name) => drawn.has(name))
    return [
      {
        rule: "dangling_wire",
        component: there ?? null,
        message: `The wire ${wireText(wire)} has a loose end: there is no component called ${missing}.`,
        fix: "Remove the wire or draw the component.",
      },
    ]
  })
}
