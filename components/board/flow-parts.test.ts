import { describe, expect, it } from "vitest"
import type { Blueprint } from "@/lib/blueprint/document"
import { reduce, stateOf } from "./board-state"
import { catalogOf } from "./catalog"
import { edgeMaker, nodeMaker, type ShapeFacts } from "./flow-parts"
import { webAt } from "./testing/web-at"

const drawing: Blueprint = {
  format: 1,
  components: ["a", "b", "c"].map((name, at) => webAt(name, at * 300)),
  connections: [{ from: { component: "a", terminal: "out" }, to: { component: "b", terminal: "in" } }],
}
const catalog = catalogOf([])
const facts: ShapeFacts = {
  catalog,
  problems: new Map(),
  changes: new Map(),
  live: new Map(),
  marked: new Set(),
  priceOf: () => "",
}

describe("parts of the picture", () => {
  it("keeps the object of every shape that a change does not concern", () => {
    const make = nodeMaker()
    const state = stateOf(drawing)
    const before = make(state, facts)
    const dragged = make(reduce(state, { kind: "drag", positions: { b: { x: 1, y: 1 } } }), facts)
    expect(dragged.map((node, at) => node === before[at])).toEqual([true, false, true])
    const [, moved] = dragged
    expect(moved?.data).toBe(before[1]?.data)
    const noted = make(state, { ...facts, problems: new Map([["c", 2]]) })
    expect(noted.map((node, at) => node.data === before[at]?.data)).toEqual([true, true, false])
  })

  it("keeps the object of every wire, too, and draws none with a loose end", () => {
    const make = edgeMaker()
    const state = stateOf(drawing)
    const wires = { catalog, live: new Map(), balloons: false }
    const before = make(state, wires)
    expect(make(reduce(state, { kind: "drag", positions: { b: { x: 1, y: 1 } } }), wires)[0]).toBe(before[0])
    const loose = { ...drawing, components: drawing.components.slice(1) }
    expect(make(stateOf(loose), wires)).toEqual([])
  })
})
