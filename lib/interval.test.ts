import fc from "fast-check"
import { expect, test } from "vitest"
import { cutAt, intersect, lengthOf } from "./interval"

const bound = fc.bigInt({ min: -1_000n, max: 1_000n })
const interval = fc
  .tuple(bound, bound)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }))

test("pieces touch each other and add up to the whole", () => {
  fc.assert(
    fc.property(interval, fc.array(bound), (whole, instants) => {
      const pieces = cutAt(whole, instants)
      expect(pieces[0]?.from).toBe(whole.from)
      expect(pieces.at(-1)?.to).toBe(whole.to)
      expect(pieces.slice(1).map(({ from }) => from)).toEqual(pieces.slice(0, -1).map(({ to }) => to))
      expect(pieces.reduce((sum, piece) => sum + lengthOf(piece), 0n)).toBe(lengthOf(whole))
    }),
  )
})

test("neighbours share no instant", () => {
  expect(intersect({ from: 0n, to: 5n }, { from: 5n, to: 9n })).toBeNull()
  expect(intersect({ from: 0n, to: 6n }, { from: 5n, to: 9n })).toEqual({ from: 5n, to: 6n })
})
