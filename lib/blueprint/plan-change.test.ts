import fc from "fast-check"
import { expect, test } from "vitest"
import { applySizes } from "./apply-sizes"
import type { Blueprint } from "./document"
import { instancesOf } from "./instances"
import { planChange } from "./plan-change"
import { startWaves } from "./start-waves"
import { arbitraryBlueprint } from "./testing/arbitrary-blueprint"

const nothing = { added: [], removed: [], changed: [], restarted: [] }
const keys = (refs: readonly { name: string; index: number }[]) => refs.map((r) => `${r.name}[${r.index}]`).sort()
const classOf = (b: Blueprint, name: string) => b.components.find((c) => c.name === name)?.class

test("nothing changes between equal drawings, wherever the shapes are on the board", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const moved = blueprint.components.map((c) => ({ ...c, position: { x: 1, y: 1 }, pin: [...c.pin].reverse() }))
      expect(planChange(blueprint, blueprint)).toEqual(nothing)
      const again = { ...blueprint, components: moved, connections: [...blueprint.connections].reverse() }
      expect(planChange(blueprint, again)).toEqual(nothing)
    }),
  )
})

test("before, less what goes, with what comes, is after; the way back is the same mirrored", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), arbitraryBlueprint(), (before, after) => {
      const { added, removed, changed, restarted } = planChange(before, after)
      const back = planChange(after, before)
      expect(keys(back.added)).toEqual(keys(removed))
      expect(keys(back.removed)).toEqual(keys(added))
      expect(keys(back.changed)).toEqual(keys(changed))
      const old = new Map(instancesOf("a", before).map((i) => [`${i.name}[${i.index}]`, classOf(before, i.name)]))
      for (const key of keys(removed)) expect(old.delete(key)).toBe(true)
      for (const i of added) old.set(`${i.name}[${i.index}]`, classOf(after, i.name))
      const next = new Map(instancesOf("a", after).map((i) => [`${i.name}[${i.index}]`, classOf(after, i.name)]))
      expect(old.size).toBe(next.size)
      expect(Object.fromEntries(old)).toEqual(Object.fromEntries(next))
      expect(keys(changed)).toEqual(expect.arrayContaining(keys(restarted)))
    }),
  )
})

const shop: Blueprint = {
  format: 1,
  connections: [],
  components: [
    {
      name: "web",
      class: "web",
      version: 1,
      count: 2,
      properties: {},
      resources: { cpuMillis: 250, memoryMib: 128 },
      volumes: {},
      startOrder: 20,
      standby: false,
      pin: [],
      failoverGroup: null,
      position: { x: 0, y: 0 },
    },
  ],
}
const withWeb = (change: Partial<Blueprint["components"][number]>): Blueprint => ({
  ...shop,
  components: shop.components.map((c) => ({ ...c, ...change })),
})

test("sizes are applied while it runs, properties and versions by a restart, another class by a new component", () => {
  const resized = planChange(shop, withWeb({ resources: { cpuMillis: 500, memoryMib: 128 } }))
  expect(resized.changed.map((c) => c.parts)).toEqual([["resources"], ["resources"]])
  expect(resized.restarted).toEqual([])
  expect(keys(planChange(shop, withWeb({ properties: { level: "debug" } })).restarted)).toEqual(["web[0]", "web[1]"])
  expect(keys(planChange(shop, withWeb({ version: 2, count: 1 })).restarted)).toEqual(["web[0]"])
  const other = planChange(shop, withWeb({ class: "nas" }))
  expect([keys(other.removed), keys(other.added), other.changed]).toEqual([
    ["web[0]", "web[1]"],
    ["web[0]", "web[1]"],
    [],
  ])
  const scaled = planChange(shop, withWeb({ count: 4 }))
  expect([keys(scaled.added), scaled.removed, scaled.changed]).toEqual([["web[2]", "web[3]"], [], []])
})

test("waves: every component once, lower orders first", () => {
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const waves = startWaves(blueprint)
      const orders = waves.map((w) => w.startOrder)
      expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b))
      expect(waves.flatMap((w) => w.components.map((c) => c.name)).sort()).toEqual(
        blueprint.components.map((c) => c.name).sort(),
      )
      for (const w of waves) expect(w.components.every((c) => c.startOrder === w.startOrder)).toBe(true)
    }),
  )
})

test("instances have addresses of their own that growing does not change", () => {
  expect(instancesOf("shop", shop).map((i) => i.path)).toEqual(["shop:main.web[0]", "shop:main.web[1]"])
  expect(instancesOf("shop", withWeb({ count: 1 })).map((i) => i.path)).toEqual(["shop:main.web[0]"])
  fc.assert(
    fc.property(arbitraryBlueprint(), (blueprint) => {
      const paths = instancesOf("shop", blueprint).map((i) => i.path)
      expect(new Set(paths).size).toBe(paths.length)
      expect(paths).toHaveLength(blueprint.components.reduce((sum, c) => sum + c.count, 0))
    }),
  )
})

test("sizes: what is named changes, the rest stays, what is not there is said", () => {
  const { blueprint, violations } = applySizes(shop, { web: { count: 5, memoryMib: 256 } })
  expect(violations).toEqual([])
  expect(blueprint.components[0]).toMatchObject({ count: 5, resources: { cpuMillis: 250, memoryMib: 256 } })
  expect(applySizes(shop, {}).blueprint).toEqual(shop)
  expect(
    applySizes(shop, { web: { volumeGib: 5 }, wbe: { count: 1 }, constructor: {} }).violations.map((v) => v.field),
  ).toEqual(["components.wbe", "components.constructor", "components.web.volumeGib"])
})
