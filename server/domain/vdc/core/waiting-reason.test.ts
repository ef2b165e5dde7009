import { expect, test } from "vitest"
import { type Shortage, waitingReason } from "./waiting-reason"

const shortage: Shortage = {
  wanted: 4,
  machineClass: "large",
  dataCenter: "Falkenstein 1",
  partner: "Vogtland Rechenzentren",
  free: 2,
  ours: 2,
  ordered: 2,
  promisedAt: new Date("2026-11-26T20:00:00Z"),
}

test("says what is wanted, what there is, what is ordered and until when", () => {
  expect(waitingReason(shortage)).toBe(
    "Needs 4 large nodes in Falkenstein 1; 2 are free. 2 are ordered from Vogtland Rechenzentren, promised by 26 November 2026. It goes on by itself when they arrive.",
  )
})

test("says what is promised to others", () => {
  expect(waitingReason({ ...shortage, ours: 0, ordered: 4 })).toContain(
    "2 are free, of which 2 are promised to other customers.",
  )
  expect(waitingReason({ ...shortage, wanted: 1, free: 0, ours: 0, ordered: 1 })).toBe(
    "Needs 1 large node in Falkenstein 1; none is free. 1 is ordered from Vogtland Rechenzentren, promised by 26 November 2026. It goes on by itself when they arrive.",
  )
})
