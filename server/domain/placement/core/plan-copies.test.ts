import fc from "fast-check"
import { expect, test } from "vitest"
import { freeOf } from "./fleet"
import { planCopies } from "./plan-copies"
import { arbitraryFleet, node } from "./testing/sample-fleet"

const demand = { path: "shop:main.db[0].data", sizeGib: 10, fromNodeId: "n1" }
const full = { cpuMillis: 0, memoryMib: 0, diskGib: 195 }

test("beside what it is copied from, else where most disk is free", () => {
  const nodes = [node("n1"), node("n2"), node("n3", { reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 100 } })]
  expect(planCopies({ nodes }, [demand])).toEqual({ kind: "place", nodeIds: ["n1"] })
  const crowded = [node("n1", { reserved: full }), ...nodes.slice(1)]
  expect(planCopies({ nodes: crowded }, [demand])).toEqual({ kind: "place", nodeIds: ["n2"] })
  expect(planCopies({ nodes }, [{ ...demand, fromNodeId: null }])).toMatchObject({ kind: "place" })
})

test("nowhere, in numbers", () => {
  const nodes = [node("n1", { reserved: full }), node("n2", { state: "down" }), node("n3", { state: "draining" })]
  expect(planCopies({ nodes }, [demand])).toEqual({
    kind: "unplaceable",
    reason: "shop:main.db[0].data needs 10 GiB disk; n1 has 5 GiB disk free, n2 is down, n3 is being emptied.",
  })
})

test("never beyond what a node has, all of them or none", () => {
  const demands = fc.array(
    fc.record({
      path: fc.constant("a:main.b[0].c"),
      sizeGib: fc.integer({ min: 1, max: 150 }),
      fromNodeId: fc.option(fc.integer({ min: 0, max: 8 }).map((n) => `n${n}`)),
    }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(arbitraryFleet, demands, (fleet, wanted) => {
      const plan = planCopies(fleet, wanted)
      if (plan.kind === "unplaceable") return
      expect(plan.nodeIds).toHaveLength(wanted.length)
      for (const each of fleet.nodes) {
        const taken = wanted.filter((_, at) => plan.nodeIds[at] === each.id).reduce((sum, w) => sum + w.sizeGib, 0)
        if (taken === 0) continue
        expect(each.state).toBe("up")
        expect(taken).toBeLessThanOrEqual(freeOf(each).diskGib)
      }
    }),
  )
})
