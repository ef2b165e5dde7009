import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { nearestStep, overrides, sizeSteps, suggestName } from "./size-steps"

describe("sizes", () => {
  it("has the ends of the range among the stops, in order, once each", () => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 70_000 }), fc.nat(70_000))
      .map(([min, more]) => ({ min, max: min + more }))
    fc.assert(
      fc.property(fc.constantFrom("count", "cpuMillis", "memoryMib", "volumeGib"), range, (kind, { min, max }) => {
        const steps = sizeSteps(kind as "count", { min, max })
        const sorted = [...new Set(steps)].sort((a, b) => a - b)
        return steps[0] === min && steps.at(-1) === max && JSON.stringify(sorted) === JSON.stringify(steps)
      }),
    )
  })

  it("puts a value between two stops at the nearer one", () => {
    expect(nearestStep([1, 2, 4, 8], 4)).toBe(2)
    expect(nearestStep([1, 2, 4, 8], 7)).toBe(3)
    expect(nearestStep([1, 2, 4, 8], 100)).toBe(3)
  })

  it("sends only what differs", () => {
    const base = {
      web: { count: 2, cpuMillis: 250, memoryMib: 128 },
      db: { count: 1, cpuMillis: 500, memoryMib: 256, volumeGib: 2 },
    }
    expect(overrides(base, base)).toEqual({})
    expect(overrides({ ...base, web: { ...base.web, count: 4 } }, base)).toEqual({ web: { count: 4 } })
    expect(overrides({ ...base, other: { count: 1, cpuMillis: 1, memoryMib: 1 } }, base)).toEqual({})
  })

  it("suggests a free name", () => {
    expect(suggestName("site", [])).toBe("site")
    expect(suggestName("site", ["site", "site-2"])).toBe("site-3")
  })
})
