import type { Violation } from "../violation"

type Ranged = {
  component: string
  /** Part of `components.NAME.PART` */
  part: "count" | "cpuMillis" | "memoryMib" | "volumeGib"
  value: number
  min: number
  max: number
  /** "3 instances", "5000 MiB of memory" */
  say: (value: number) => string
}

/** Nothing when `value` is a whole number within the range. */
export function outOfRange({ component, part, value, min, max, say }: Ranged): Violation[] {
  if (Number.isInteger(value) && value >= min && value <= max) return []
  return [
    {
      rule: "out_of_range",
      component,
      message: `${component} cannot have ${say(value)}.`,
      fix: min === max ? `It has ${say(min)}.` : `Choose between ${min} and ${say(max)}.`,
      field: `components.${component}.${part}`,
    },
  ]
}
