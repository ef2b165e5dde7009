import type { ClassBoundary } from "../document"
import type { Rule } from "./rule"

type Declared = ClassBoundary["properties"][number]
type Value = string | number | boolean
type Problem = { is: string; fix: string }

const kinds = { string: "a text", number: "a number", boolean: "yes or no" } as const

/** Null: the value will do. */
function problemOf({ type, values, min, max, integer }: Declared, value: Value): Problem | null {
  if (typeof value !== type) return { is: `is not ${kinds[type]}`, fix: `Enter ${kinds[type]}.` }
  if (values && !values.includes(value))
    return { is: `cannot be ${value}`, fix: `Choose one of ${values.map(String).join(", ")}.` }
  if (typeof value === "number" && !Number.isFinite(value)) return { is: "is not a number", fix: "Enter a number." }
  if (integer && !Number.isInteger(value)) return { is: "is not a whole number", fix: "Enter a whole number." }
  if (typeof value === "number" && min !== undefined && value < min)
    return { is: `is below ${min}`, fix: `Enter ${min} or more.` }
  if (typeof value === "number" && max !== undefined && value > max)
    return { is: `is above ${max}`, fix: `Enter ${max} or less.` }
  return null
}

/** Values are of the property's type, within its range, one of those allowed. */
export const propertyValues: Rule = ({ known }) =>
  known.flatMap(({ component, boundary }) =>
    boundary.properties.flatMap((declared) => {
      const value = component.properties[declared.name]
      const problem = value === undefined ? null : problemOf(declared, value)
      if (problem === null) return []
      return [
        {
          rule: "bad_property",
          component: component.name,
          message: `${component.name}: ${declared.title || declared.name} ${problem.is}.`,
          fix: problem.fix,
        },
      ]
    }),
  )
