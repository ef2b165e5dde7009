import fc from "fast-check"
import { expect, test } from "vitest"
import { fairShare } from "./fair-share"

test.each([
  ["nobody else waits", 6, { delivered: 0, deliveredToOthers: 0, wantedBefore: 0 }, 6],
  ["an older one wants 4 of 6", 6, { delivered: 0, deliveredToOthers: 0, wantedBefore: 4 }, 2],
  ["an older one wants more than there is", 2, { delivered: 0, deliveredToOthers: 0, wantedBefore: 4 }, 0],
  ["delivered for us: an older one does not take it", 2, { delivered: 2, deliveredToOthers: 0, wantedBefore: 4 }, 2],
  ["delivered for a younger one: we do not take it", 2, { delivered: 0, deliveredToOthers: 2, wantedBefore: 0 }, 0],
  ["some of what was delivered failed meanwhile", 3, { delivered: 2, deliveredToOthers: 2, wantedBefore: 0 }, 1],
] as const)("%s", (_name, free, claims, share) => expect(fairShare(free, claims)).toBe(share))

test("shares of all who wait never add up to more than is free", () => {
  const waiters = fc.array(
    fc
      .record({ nodes: fc.integer({ min: 1, max: 6 }), delivered: fc.nat(6) })
      .map(({ nodes, delivered }) => ({ nodes, delivered: Math.min(nodes, delivered) })),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(waiters, fc.nat(30), (all, extra) => {
      // Whatever was delivered is there.
      const free = extra + all.reduce((sum, w) => sum + w.delivered, 0)
      const taken = all.map(({ nodes, delivered }, me) =>
        Math.min(
          nodes,
          fairShare(free, {
            delivered,
            deliveredToOthers: all.reduce((sum, w, i) => (i === me ? sum : sum + w.delivered), 0),
            wantedBefore: all.slice(0, me).reduce((sum, w) => sum + w.nodes - w.delivered, 0),
          }),
        ),
      )
      expect(taken.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(free)
      expect(taken.every((n, i) => n >= (all[i]?.delivered ?? 0))).toBe(true)
    }),
  )
})
