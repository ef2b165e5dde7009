import { outOfRange } from "./out-of-range"
import type { Rule } from "./rule"

/** Cores and memory are within what the class can live with. */
export const resourcesInRange: Rule = ({ known }) =>
  known.flatMap(({ component: { name, resources }, boundary }) => [
    ...outOfRange({
      component: name,
      part: "cpuMillis",
      value: resources.cpuMillis,
      ...boundary.resources.cpuMillis,
      say: (n) => `${n} thousandths of a core`,
    }),
    ...outOfRange({
      component: name,
      part: "memoryMib",
      value: resources.memoryMib,
      ...boundary.resources.memoryMib,
      say: (n) => `${n} MiB of memory`,
    }),
  ])
