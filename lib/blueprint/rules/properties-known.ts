import type { Rule } from "./rule"

/** Only properties that the class has. */
export const propertiesKnown: Rule = ({ known }) =>
  known.flatMap(({ component, boundary }) =>
    Object.keys(component.properties)
      .filter((name) => !boundary.properties.some((p) => p.name === name))
      .map((name) => ({
        rule: "unknown_property",
        component: component.name,
        message: `${component.name} has no property called ${name}.`,
        fix: "Remove it.",
      })),
  )
