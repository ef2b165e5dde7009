import { outOfRange } from "./out-of-range"
import type { Rule } from "./rule"

/** Only volumes that the class has, within their size range. */
export const volumesFit: Rule = ({ known }) =>
  known.flatMap(({ component: { name, volumes }, boundary }) =>
    Object.entries(volumes).flatMap(([volume, { sizeGib }]) => {
      const declared = boundary.volumes.find((v) => v.name === volume)
      if (declared)
        return outOfRange({
          component: name,
          part: "volumeGib",
          value: sizeGib,
          ...declared.sizeGib,
          say: (n) => `${n} GiB for ${declared.title || volume}`,
        })
      return [
        {
          rule: "unknown_volume",
          component: name,
          message: `${name} has no volume called ${volume}.`,
          fix: "Remove it.",
        },
      ]
    }),
  )
