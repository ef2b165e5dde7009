import fc from "fast-check"
import { expect, test } from "vitest"
import { applyDifference, differenceOf, invert, isEmpty, isSameDrawing } from "../difference"
import type { Blueprint } from "../document"
import { mergeDrawings } from "../merge-drawings"
import { tellChange } from "../tell-change"
import { arbitraryBlueprint } from "../testing/arbitrary-blueprint"
import { arbitraryEdit } from "../testing/arbitrary-edit"
import { sampleClasses } from "../testing/sample-classes"
import { validateBlueprint } from "../validate-blueprint"
import { applyEdit } from "./edit"
import { fragmentOf, paste } from "./fragment"
import { edited, historyOf, redone, undone } from "./history"
import { freeName, newComponent } from "./new-component"
import { targetsOf, whyNoWire } from "./wire-check"

const withEdits = arbitraryBlueprint().chain((blueprint) =>
  fc.record({ blueprint: fc.constant(blueprint), edits: fc.array(arbitraryEdit(blueprint), { maxLength: 8 }) }),
)
const edit = (blueprint: Blueprint, edits: Parameters<typeof applyEdit>[1][]) => edits.reduce(applyEdit, blueprint)

test("whatever was done is undone step by step, and done again: exactly", () => {
  fc.assert(
    fc.property(withEdits, ({ blueprint, edits }) => {
      const before = structuredClone(blueprint)
      const steps = [historyOf(blueprint)]
      for (const each of edits) steps.push(edited(steps.at(-1) ?? historyOf(blueprint), each))
      const last = steps.at(-1) ?? historyOf(blueprint)
      let back = last
      for (let at = 0; at < last.past.length; at++) back = undone(back)
      expect(back.present).toEqual(before)
      for (let at = 0; at < last.past.length; at++) back = redone(back)
      expect(back.present).toEqual(last.present)
      expect(undone(historyOf(blueprint)).present).toBe(blueprint)
      // Nothing that was there before is changed in place.
      expect(blueprint).toEqual(before)
    }),
  )
})

test("typing on is one step with what was typed before", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const [first] = blueprint.components
      if (!first) return
      const note = (notes: string) => ({ kind: "change", names: [first.name], change: { notes } }) as const
      const typed = edited(edited(historyOf(blueprint), note("a")), note("ab"), true)
      expect(undone(typed).present).toEqual(blueprint)
    }),
  )
})

test("the difference applied to before is after, mirrored to after is before, and of equals there is none", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), arbitraryBlueprint(), withEdits, (a, b, { blueprint, edits }) => {
      for (const [before, after] of [
        [a, b],
        [blueprint, edit(blueprint, edits)],
      ] as const) {
        const difference = differenceOf(before, after)
        expect(isSameDrawing(applyDifference(before, difference), after)).toBe(true)
        expect(isSameDrawing(applyDifference(after, invert(difference)), before)).toBe(true)
        expect(isEmpty(differenceOf(before, structuredClone(before)))).toBe(true)
        expect(tellChange(before, before)).toEqual([])
      }
    }),
  )
})

test("two people's changes of different components are both kept, whoever comes first", () => {
  fc.assert(
    fc.property(withEdits, withEdits, ({ blueprint, edits }, other) => {
      const mine = edit(blueprint, edits)
      // Nobody else changed it: mine. I changed nothing: theirs.
      expect(isSameDrawing(mergeDrawings(blueprint, mine, blueprint).blueprint, mine)).toBe(true)
      expect(mergeDrawings(blueprint, mine, blueprint).conflicts).toEqual([])
      expect(isSameDrawing(mergeDrawings(blueprint, blueprint, mine).blueprint, mine)).toBe(true)
      // Both the same: that.
      const both = mergeDrawings(blueprint, mine, mine)
      expect(both.conflicts).toEqual([])
      expect(isSameDrawing(both.blueprint, mine)).toBe(true)
      // Whatever two people do, what comes of it has no wire with a loose end and no output that leads twice.
      const { blueprint: merged } = mergeDrawings(blueprint, mine, other.blueprint)
      const rules = validateBlueprint(merged, sampleClasses).map((v) => v.rule)
      expect(rules).not.toContain("dangling_wire")
      expect(rules).not.toContain("output_wired_twice")
      expect(rules).not.toContain("duplicate_name")
    }),
  )
})

test("who changes the same value is told of", () => {
  const base = onlyWeb()
  const count = (to: number) => applyEdit(base, { kind: "change", names: ["web"], change: { count: to } })
  const { blueprint, conflicts } = mergeDrawings(base, count(3), count(5))
  expect(blueprint.components.map((c) => c.count)).toEqual([3])
  expect(conflicts).toEqual(["web"])
  const removed = applyEdit(base, { kind: "remove", names: ["web"] })
  expect(mergeDrawings(base, count(3), removed)).toMatchObject({ conflicts: ["web"] })
  expect(mergeDrawings(base, count(3), removed).blueprint.components.map((c) => c.count)).toEqual([3])
  const both = mergeDrawings(
    base,
    count(3),
    applyEdit(base, { kind: "change", names: ["web"], change: { notes: "busy on Mondays" } }),
  )
  expect(both.conflicts).toEqual([])
  expect(both.blueprint.components[0]).toMatchObject({ count: 3, notes: "busy on Mondays" })
})

const webClass = () => {
  const [key] = Object.keys(sampleClasses)
  const [name = "", version = "1"] = (key ?? "").split("@")
  const boundary = sampleClasses[key ?? ""]
  if (!boundary) throw new Error("no sample class")
  return { name, version: Number(version), boundary }
}
const onlyWeb = (): Blueprint => ({
  format: 1,
  components: [{ ...newComponent(webClass(), new Set(), { x: 0, y: 0 }), name: "web" }],
  connections: [],
})

test("a new component gets the next free name, also where names are long", () => {
  expect(freeName("web", new Set())).toBe("web")
  expect(freeName("web", new Set(["web"]))).toBe("web2")
  expect(freeName("web2", new Set(["web", "web2", "web3"]))).toBe("web4")
  expect(freeName("Load-Balancer", new Set())).toBe("loadbalancer")
  expect(freeName("123", new Set())).toBe("component")
  const long = "a".repeat(30)
  expect(freeName(long, new Set([long]))).toBe(`${"a".repeat(29)}2`)
})

test("what is pasted is what was copied under names of its own, wired as it was", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const names = new Set(blueprint.components.slice(0, 3).map((c) => c.name))
      const fragment = fragmentOf(blueprint, names)
      const { blueprint: after, names: pasted } = paste(blueprint, fragment, { x: 40, y: 40 })
      expect(new Set(after.components.map((c) => c.name)).size).toBe(after.components.length)
      const copy = fragmentOf(after, new Set(pasted))
      expect(copy.connections).toHaveLength(fragment.connections.length)
      expect(copy.components.map(({ name: _n, position: _p, ...c }) => c)).toEqual(
        fragment.components.map(({ name: _n, position: _p, ...c }) => c),
      )
      expect(applyEdit(after, { kind: "remove", names: pasted })).toEqual(blueprint)
    }),
  )
})

test("a wire that may be drawn breaks no rule once it is there, and one that may not breaks one", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const rules = (b: Blueprint) => validateBlueprint(b, sampleClasses).filter((v) => v.rule !== "unconnected_output")
      for (const component of blueprint.components)
        for (const terminal of sampleClasses[`${component.class}@${component.version}`]?.terminals ?? []) {
          const from = { component: component.name, terminal: terminal.name }
          for (const { whyNot, ...to } of targetsOf(blueprint, sampleClasses, from)) {
            const wired = applyEdit(blueprint, { kind: "connect", wire: { from, to } })
            const isThere = wired === blueprint
            expect(whyNot === null).toBe(!isThere && rules(wired).length === 0)
          }
        }
      expect(
        whyNoWire(blueprint, sampleClasses, {
          from: { component: "nobody", terminal: "x" },
          to: { component: "nobody", terminal: "y" },
        }),
      ).toBe("There is no such terminal.")
    }),
  )
})

test("what changed is told in words, what only moved on the board is not", () => {
  const base = onlyWeb()
  const [web] = base.components
  if (!web) throw new Error("no web")
  expect(tellChange(base, applyEdit(base, { kind: "move", positions: { web: { x: 9, y: 9 } } }))).toEqual([])
  const bigger = applyEdit(base, {
    kind: "change",
    names: ["web"],
    change: { count: 3, resources: { memoryMib: 512 } },
  })
  expect(tellChange(base, bigger)).toEqual([
    {
      component: "web",
      act: "changed",
      class: `${web.class}@${web.version}`,
      lines: ["count 1 → 3", `memory ${web.resources.memoryMib} MiB → 512 MiB`],
    },
  ])
  expect(tellChange(base, applyEdit(base, { kind: "remove", names: ["web"] }))).toMatchObject([{ act: "removed" }])
})
