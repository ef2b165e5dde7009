import { outOfRange } from "./out-of-range"
import type { Rule } from "./rule"

/** An array has at least one instance and at most what its class allows. */
export const countsInRange: Rule = ({ known }) =>
  known.flatMap(({ component: { name, count }, boundary }) =>
    outOfRange({
      component: name,
      part: "count",
      value: count,
      min: 1,
      max: boundary.count.max,
      say: (n) => (n === 1 ? "1 instance" : `${n} instances`),
    }),
  )
