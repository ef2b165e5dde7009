import { describe, expect, it } from "vitest"
import type { Blueprint } from "@/lib/blueprint/document"
import { type Action, drawn, only, reduce, stateOf } from "./board-state"
import { webAt } from "./testing/web-at"

const wire = { from: { component: "a", terminal: "out" }, to: { component: "b", terminal: "in" } }
const drawing: Blueprint = { format: 1, components: [webAt("a"), webAt("b", 300)], connections: [wire] }
const played = (...actions: Action[]) => actions.reduce(reduce, stateOf(drawing))
const names = (state: ReturnType<typeof played>) => drawn(state).components.map(({ name }) => name)
const select = (...chosen: string[]): Action => ({ kind: "select", selection: only(...chosen) })

describe("the board's state", () => {
  it("makes one step of a drag, however far it goes", () => {
    const state = played(
      { kind: "drag", positions: { a: { x: 4.4, y: 1 } } },
      { kind: "drag", positions: { a: { x: 80.2, y: 8.6 } } },
      { kind: "drop" },
    )
    expect(drawn(state).components[0]?.position).toEqual({ x: 80, y: 9 })
    expect(state.history.past).toHaveLength(1)
    expect(drawn(reduce(state, { kind: "undo" }))).toBe(drawing)
  })

  it("makes no step of a drag that ends where it began", () => {
    const state = played({ kind: "drag", positions: { a: { x: 0, y: 0 } } }, { kind: "drop" })
    expect(drawn(state)).toBe(drawing)
    expect(state.moving).toBeNull()
  })

  it("joins what is typed into one field, and begins anew in the next", () => {
    const type = (notes: string, join: string): Action => ({
      kind: "edit",
      edits: [{ kind: "change", names: ["a"], change: { notes } }],
      join,
    })
    const state = played(type("h", "field 1"), type("hi", "field 1"), type("x", "field 2"))
    expect(state.history.past).toHaveLength(2)
    expect(drawn(reduce(state, { kind: "undo" })).components[0]?.notes).toBe("hi")
  })

  it("asks once more before a removal breaks wires of what stays", () => {
    const asked = played(select("a"), { kind: "remove" })
    expect(asked.doomed?.wires).toEqual([wire])
    expect(names(asked)).toEqual(["a", "b"])
    expect(names(reduce(asked, { kind: "spare" }))).toEqual(["a", "b"])
    const gone = reduce(asked, { kind: "remove" })
    expect(names(gone)).toEqual(["b"])
    expect(drawn(gone).connections).toEqual([])
    expect(drawn(reduce(gone, { kind: "undo" }))).toBe(drawing)
  })

  it("removes at once what breaks nothing", () => {
    expect(names(played(select("a", "b"), { kind: "remove" }))).toEqual([])
  })

  it("removes shapes together with selected wires in one step", () => {
    const selection = { names: new Set(["a"]), wires: new Set(["a.out>b.in"]) }
    const state = played({ kind: "select", selection }, { kind: "remove" })
    expect(names(state)).toEqual(["b"])
    expect(state.history.past).toHaveLength(1)
  })

  it("keeps a component selected under its new name", () => {
    const state = played(select("a"), { kind: "edit", edits: [{ kind: "rename", from: "a", to: "front" }] })
    expect([...state.selection.names]).toEqual(["front"])
  })

  it("selects nothing that an undo took away", () => {
    const add: Action = { kind: "edit", edits: [{ kind: "add", components: [webAt("c")] }], select: only("c") }
    expect(played(add, { kind: "undo" }).selection.names.size).toBe(0)
  })
})
