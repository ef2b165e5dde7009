import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { shape } from "../drawing/layered-layout"
import { aligned, distributed, freePlace, isUnplaced, placed, readingOrder } from "./arrange"
import { webAt } from "./testing/web-at"

describe("arranging shapes", () => {
  it("puts a new shape where it covers no other", () => {
    const point = fc.record({ x: fc.integer({ min: -600, max: 600 }), y: fc.integer({ min: -400, max: 400 }) })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 25 }), point, (places, wanted) => {
        const shapes = places.map(({ x, y }, index) => webAt(`c${index}`, x, y))
        const place = freePlace(shapes, wanted)
        return shapes.every(
          ({ position }) =>
            Math.abs(position.x - place.x) >= shape.width || Math.abs(position.y - place.y) >= shape.height,
        )
      }),
    )
  })

  it("lays out only what nobody has laid out", () => {
    const heap = {
      format: 1 as const,
      components: [webAt("a", 0, 0), webAt("b", 0, 0), webAt("c", 0, 0)],
      connections: [],
    }
    expect(isUnplaced(heap.components)).toBe(true)
    expect(isUnplaced(placed(heap).components)).toBe(false)
    const drawn = {
      ...heap,
      components: [webAt("a", 0, 0), webAt("b", 20, 0), webAt("c", 400, 0), webAt("d", 800, 0), webAt("e", 900, 400)],
    }
    expect(placed(drawn)).toBe(drawn)
  })

  it("aligns to the first, and spreads between the ends", () => {
    const shapes = [webAt("a", 0, 10), webAt("b", 50, 200), webAt("c", 400, 90)]
    expect(aligned(shapes, "x")).toEqual({ a: { x: 0, y: 10 }, b: { x: 0, y: 200 }, c: { x: 0, y: 90 } })
    expect(distributed(shapes, "x").b).toEqual({ x: 200, y: 200 })
  })

  it("reads columns from the left, each from the top", () => {
    expect(readingOrder([webAt("c", 300, 0), webAt("b", 8, 200), webAt("a", 0, 0)])).toEqual(["a", "b", "c"])
  })
})
