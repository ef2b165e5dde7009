import { expect, test } from "vitest"
import { type BillLine, groupLines } from "./group-lines"

const line = (vdcId: string, amountMinor: string, position: number): BillLine => ({
  position,
  kind: "usage",
  vdcId,
  vdc: vdcId,
  meter: null,
  title: "",
  why: "",
  startsAt: "",
  endsAt: "",
  amountMinor,
})

test("a group per VDC, in order, with its total", () => {
  const groups = groupLines([line("b", "5", 1), line("b", "7", 2), line("a", "1", 3)])
  expect(groups.map(({ vdc, totalMinor, lines }) => [vdc, totalMinor, lines.length])).toEqual([
    ["b", 12n, 2],
    ["a", 1n, 1],
  ])
})
