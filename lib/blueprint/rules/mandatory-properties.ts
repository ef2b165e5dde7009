import type { Rule } from "./rule"

/** Properties that must have a value have one: drawn, or the class's default. An empty text is none. */
export const mandatoryProperties: Rule = ({ known, open }) =>
  known.flatMap(({ component, boundary }) =>
    boundary.properties
      .filter((p) => p.mandatory && !open.properties.has(`${component.name}.${p.name}`))
      .filter((p) => (component.properties[p.name] ?? p.default ?? "") === "")
      .map((p) => ({
        rule: "missing_property",
        component: component.name,
        message: `${component.name}: ${p.title || p.name} has no value.`,
        fix: "Enter one.",
      })),
  )
