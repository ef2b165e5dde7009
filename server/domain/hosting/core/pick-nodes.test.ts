import fc from "fast-check"
import { expect, test } from "vitest"
import { type Candidate, pickNodes } from "./pick-nodes"

const node = (name: string, rack: string): Candidate => ({ id: name, name, rack })

test("spreads over racks, fullest rack first, names in order", () => {
  const free = [node("n10", "r1"), node("n2", "r1"), node("n3", "r2"), node("n4", "r3")]
  expect(pickNodes(free, 3, [])?.map((n) => n.name)).toEqual(["n2", "n3", "n4"])
  expect(pickNodes(free, 4, [])?.map((n) => n.name)).toEqual(["n2", "n3", "n4", "n10"])
})

test("counts the racks it already stands in", () => {
  expect(pickNodes([node("n1", "r1"), node("n2", "r2")], 1, ["r1"])?.map((n) => n.name)).toEqual(["n2"])
})

test("all or none", () => expect(pickNodes([node("n1", "r1")], 2, [])).toBeNull())

const fleets = fc
  .array(fc.constantFrom("r1", "r2", "r3"), { maxLength: 20 })
  .map((racks) => racks.map((rack, i) => node(`n${i}`, rack)))

test("never twice, never more than asked, as even as the racks allow, whatever the order of the candidates", () => {
  fc.assert(
    fc.property(fleets, fc.nat(8), (fleet, count) => {
      const picked = pickNodes(fleet, count, [])
      expect(picked === null).toBe(fleet.length < count)
      if (!picked) return
      expect(new Set(picked.map((n) => n.id)).size).toBe(count)
      expect(pickNodes([...fleet].reverse(), count, [])).toEqual(picked)
      const perRack = (rack: string, of: readonly Candidate[]) => of.filter((n) => n.rack === rack).length
      const most = Math.max(0, ...["r1", "r2", "r3"].map((rack) => perRack(rack, picked)))
      // A rack may stay two behind the fullest only when it had no more to give.
      for (const rack of ["r1", "r2", "r3"]) {
        const given = perRack(rack, picked)
        if (given < most - 1) expect(given).toBe(perRack(rack, fleet))
      }
    }),
  )
})
