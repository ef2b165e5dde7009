import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { layeredLayout, shape } from "./layered-layout"

const wire = (from: string, to: string) => ({
  from: { component: from, terminal: "out" },
  to: { component: to, terminal: "in" },
})

describe("layered layout", () => {
  it("runs wires from left to right", () => {
    const places = layeredLayout(
      ["gw", "lb", "web", "db", "nas"],
      [wire("gw", "lb"), wire("lb", "web"), wire("web", "db"), wire("web", "nas")],
    )
    const x = (name: string) => places.get(name)?.x ?? Number.NaN
    expect(x("gw")).toBeLessThan(x("lb"))
    expect(x("lb")).toBeLessThan(x("web"))
    expect(x("web")).toBeLessThan(x("db"))
    expect(x("db")).toBe(x("nas"))
  })

  it("never puts two shapes on one another, whatever the wires, rings included", () => {
    const names = ["a", "b", "c", "d", "e", "f"]
    const anyWire = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => wire(from, to))
    fc.assert(
      fc.property(fc.array(anyWire, { maxLength: 14 }), (wires) => {
        const places = [...layeredLayout(names, wires).values()]
        return (
          places.length === names.length &&
          places.every((a, i) =>
            places.every(
              (b, j) => i === j || Math.abs(a.x - b.x) >= shape.width || Math.abs(a.y - b.y) >= shape.height,
            ),
          )
        )
      }),
    )
  })
})
