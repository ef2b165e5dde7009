import { expect, test } from "vitest"
import { nextNodeNames, nextRacks } from "./node-names"

test("names go on after the highest, whatever is missing in between or called otherwise", () => {
  expect(nextNodeNames("ams", [], 2)).toEqual(["ams-n1", "ams-n2"])
  expect(nextNodeNames("ams", ["ams-n1", "ams-n11", "ams-spare", "ams-nx", "fsn-n40"], 2)).toEqual([
    "ams-n12",
    "ams-n13",
  ])
})

test("racks fill evenly", () => {
  expect(nextRacks([], 4)).toEqual(["r1", "r2", "r3", "r1"])
  expect(nextRacks(["r1", "r1", "r2", "r10"], 3)).toEqual(["r2", "r10", "r1"])
})
