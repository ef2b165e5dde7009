import { outputKey, type Rule } from "./rule"

/** Outputs without which the component is of no use lead somewhere. */
export const mandatoryWires: Rule = ({ known, wiresFrom, open }) =>
  known.flatMap(({ component, boundary }) =>
    boundary.terminals
      .filter((t) => t.direction === "output" && t.mandatory)
      .filter((t) => {
        const key = outputKey({ component: component.name, terminal: t.name })
        return !wiresFrom.has(key) && !open.outputs.has(key)
      })
      .map((t) => ({
        rule: "unconnected_output",
        component: component.name,
        message: `${component.name}.${t.name} leads nowhere.`,
        fix: `Connect it to an input that takes ${t.protocol}.`,
      })),
  )
