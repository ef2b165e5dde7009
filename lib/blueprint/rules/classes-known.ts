import type { Rule } from "./rule"

/** Every class version is in a catalog that the drawing may use. */
export const classesKnown: Rule = ({ blueprint, boundaries }) =>
  blueprint.components
    .filter((c) => boundaries[`${c.class}@${c.version}`] === undefined)
    .map((c) => {
      const versions = Object.keys(boundaries).filter((key) => key.startsWith(`${c.class}@`))
      return {
        rule: "unknown_class",
        component: c.name,
        message: `${c.name} is made of ${c.class}@${c.version}, which no catalog has.`,
        fix: versions.length > 0 ? `Choose ${versions.join(" or ")}.` : "Choose a class from the catalog.",
      }
    })
