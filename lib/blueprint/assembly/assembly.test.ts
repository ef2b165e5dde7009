import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isSameDrawing } from "../difference"
import type { Blueprint, ClassBoundary } from "../document"
import { FlatBlueprint } from "../document"
import { newComponent } from "../edit"
import { arbitraryBlueprint } from "../testing/arbitrary-blueprint"
import { sampleClasses } from "../testing/sample-classes"
import { validateBlueprint } from "../validate-blueprint"
import {
  boundaryOf,
  flatSize,
  flatten,
  Interior,
  type Interiors,
  interiorOf,
  looseEnds,
  shapeOf,
  takeApart,
  validateInterior,
  withAssembly,
} from "."

/** A drawing, and the same with some of its components as the assembly `part@1`, called `part`. */
const arbitraryAssembly = arbitraryBlueprint()
  // What only the whole drawing knows: an assembly has no nodes and makes groups its own.
  .map((blueprint) => ({
    ...blueprint,
    components: blueprint.components.map((c) => ({ ...c, pin: [] as string[], failoverGroup: null })),
  }))
  .filter(({ components }) => components.length > 0 && components.every((c) => c.name !== "part"))
  .chain((blueprint) =>
    fc
      .subarray(
        blueprint.components.map((c) => c.name),
        { minLength: 1 },
      )
      .map((names) => made(blueprint, new Set(names))),
  )

function made(blueprint: Blueprint, names: ReadonlySet<string>, boundaries = sampleClasses) {
  const interior = interiorOf(blueprint, names, boundaries)
  const boundary = boundaryOf(interior, boundaries)
  const shape = newComponent({ name: "part", version: 1, boundary }, new Set(), { x: 0, y: 0 })
  return {
    before: blueprint,
    names,
    interior,
    boundaries: { ...boundaries, "part@1": boundary },
    interiors: { "part@1": interior } as Interiors,
    after: withAssembly(blueprint, names, interior, shape),
  }
}

const byName = ({ components, connections }: Blueprint): Blueprint => ({
  format: 1,
  components: [...components].sort((a, b) => (a.name < b.name ? -1 : 1)),
  connections: [...connections].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
})

describe("an assembly made of any part of a drawing", () => {
  test("is sound, and the drawing with it is as sound as before", () =>
    fc.assert(
      fc.property(arbitraryAssembly, ({ interior, boundaries, interiors, after }) => {
        expect(Interior.parse(interior)).toEqual(interior)
        expect(validateInterior(interior, { name: "part", boundaries: sampleClasses, interiors: {} })).toEqual([])
        expect(validateBlueprint(after, boundaries)).toEqual([])
        expect(flatSize(after, interiors)).toBe(flatten(after, interiors).components.length)
      }),
    ))

  test("taken apart gives the drawing it was made of", () =>
    fc.assert(
      fc.property(arbitraryAssembly, ({ before, after, interiors }) => {
        expect(isSameDrawing(takeApart(after, "part", interiors), before)).toBe(true)
      }),
    ))

  test("flattened runs what was drawn: the same components and wires, called after where they are", () =>
    fc.assert(
      fc.property(arbitraryAssembly, ({ before, names, after, interiors }) => {
        const flat = flatten(after, interiors)
        expect(FlatBlueprint.parse(flat)).toEqual(flat)
        const path = (name: string) => (names.has(name) ? `part.${name}` : name)
        const renamed: Blueprint = {
          format: 1,
          components: before.components.map((c) => ({ ...c, name: path(c.name) })),
          connections: before.connections.map(({ from, to }) => ({
            from: { ...from, component: path(from.component) },
            to: { ...to, component: path(to.component) },
          })),
        }
        expect(byName(flat)).toEqual(byName(renamed))
        for (const { name } of flat.components) expect(after.components.map((c) => c.name)).toContain(shapeOf(name))
      }),
    ))

  test("nested in another one is the same as drawn out", () =>
    fc.assert(
      fc.property(arbitraryAssembly, (inner) => {
        const outer = made(inner.after, new Set(inner.after.components.map((c) => c.name)), inner.boundaries)
        const interiors = { "part@1": inner.interior, "whole@1": outer.interior }
        const shape = { ...outer.after.components[0], class: "whole", name: "whole" } as Blueprint["components"][number]
        const flat = flatten({ format: 1, components: [shape], connections: [] }, interiors)
        const once = flatten(inner.after, { "part@1": inner.interior })
        expect(flat.components.map((c) => c.name).sort()).toEqual(once.components.map((c) => `whole.${c.name}`).sort())
        expect(flat.connections).toHaveLength(once.connections.length)
      }),
    ))
})

const shop = (): Blueprint => {
  const component = (name: string, className: string, version: number) =>
    newComponent({ name, version, boundary: sampleClasses[`${className}@${version}`] as ClassBoundary }, new Set(), {
      x: 0,
      y: 0,
    })
  const drawn = [component("front", "gateway", 1), component("web", "web", 2), component("db", "postgres", 1)]
  return {
    format: 1,
    components: drawn.map((c) => ({ ...c, class: { front: "gateway", web: "web", db: "postgres" }[c.name] ?? "" })),
    connections: [
      { from: { component: "front", terminal: "out" }, to: { component: "web", terminal: "in" } },
      { from: { component: "web", terminal: "db" }, to: { component: "db", terminal: "db" } },
    ],
  }
}

describe("values of an assembly", () => {
  const names = new Set(["web", "db"])
  const redirects = [
    { property: "servers", title: "", component: "web", to: { kind: "count" as const } },
    {
      property: "title",
      title: "Name of the shop",
      component: "web",
      to: { kind: "property" as const, name: "title" },
    },
  ]
  const interior = interiorOf(shop(), names, sampleClasses, { redirects })
  const boundary = boundaryOf(interior, sampleClasses)

  test("are declared as the component inside has them", () => {
    expect(validateInterior(interior, { name: "part", boundaries: sampleClasses, interiors: {} })).toEqual([])
    expect(boundary.properties).toEqual([
      {
        name: "servers",
        title: "Number of web",
        type: "number",
        integer: true,
        default: 1,
        mandatory: false,
        min: 1,
        max: 50,
      },
      { name: "title", title: "Name of the shop", type: "string", mandatory: true },
    ])
    expect(boundary.terminals).toEqual([
      { name: "in", title: "", direction: "input", protocol: "http", mandatory: false, external: false },
    ])
    expect(boundary.resources.memoryMib).toEqual({ min: 256, max: 256, default: 256 })
  })

  test("go inside, wherever it is; kept ready, pinned and ordered as their assembly", () => {
    const shape = { ...newComponent({ name: "part", version: 1, boundary }, new Set(), { x: 0, y: 0 }), name: "shop" }
    const drawn = withAssembly(shop(), names, interior, shape)
    const changed = {
      ...drawn,
      components: drawn.components.map((c) =>
        c.name === "shop"
          ? { ...c, properties: { servers: 4, title: "Hats" }, startOrder: 20, standby: true, pin: ["n1"] }
          : c,
      ),
    }
    const boundaries = { ...sampleClasses, "part@1": boundary }
    expect(validateBlueprint(changed, boundaries)).toEqual([])
    expect(flatten(changed, { "part@1": interior }).components.find((c) => c.name === "shop.web")).toMatchObject({
      count: 4,
      properties: { title: "Hats" },
      startOrder: 20,
      standby: true,
      pin: ["n1"],
    })
    for (const count of [0, 2.5, 1e9, "many"]) {
      const odd = changed.components.map((c) => (c.name === "shop" ? { ...c, properties: { servers: count } } : c))
      const flat = flatten({ ...changed, components: odd }, { "part@1": interior })
      expect(flat.components.find((c) => c.name === "shop.web")?.count).toBe(1)
    }
    expect(takeApart(changed, "shop", { "part@1": interior }).components.find((c) => c.name === "web")).toMatchObject({
      count: 4,
      properties: { title: "Hats" },
    })
    const halved = drawn.components.map((c) => (c.name === "shop" ? { ...c, properties: { servers: 1.5 } } : c))
    const broken = validateBlueprint({ ...drawn, components: halved }, boundaries)
    expect(broken.map((v) => v.rule).sort()).toEqual(["bad_property", "missing_property"])
  })
})

describe("what keeps an interior from being an assembly's", () => {
  const interior = interiorOf(shop(), new Set(["web", "db"]), sampleClasses)
  const rulesOf = (changed: Partial<Interior>, name = "part", interiors: Interiors = {}) =>
    validateInterior({ ...interior, ...changed }, { name, boundaries: sampleClasses, interiors }).map((v) => v.rule)

  test("a value nobody gives, ends and values of what is not there, names that are there twice", () => {
    expect(rulesOf({})).toEqual(["missing_property"])
    const end = { name: "in", component: "web", terminal: "in" }
    expect(rulesOf({ terminals: [end, end] })).toContain("terminal_twice")
    expect(rulesOf({ terminals: [{ ...end, terminal: "no" }] })).toContain("unknown_terminal")
    expect(rulesOf({ terminals: [{ name: "db", component: "web", terminal: "db" }] })).toContain("terminal_wired")
    const value = { property: "level", title: "", component: "no", to: { kind: "count" as const } }
    expect(rulesOf({ redirects: [value] })).toContain("unknown_property")
    expect(rulesOf({ redirects: [value, value] })).toContain("property_twice")
  })

  test("itself inside, however deep, and more components than may be", () => {
    const [web] = interior.components
    if (!web) throw new Error("no component")
    const of = (name: string) => ({ ...web, name, class: name, version: 1, properties: {} })
    expect(rulesOf({ components: [of("part")] })).toContain("assembly_in_itself")
    const deep: Interiors = { "middle@1": { ...interior, components: [of("part")] } }
    expect(rulesOf({ components: [of("middle")] }, "part", deep)).toContain("assembly_in_itself")
    const ten = (inner: string) => ({
      ...interior,
      components: "abcdefghij".split("").map((n) => ({ ...of(inner), name: n })),
    })
    const many: Interiors = { "x@1": ten("leaf"), "y@1": ten("x"), "z@1": ten("y") }
    expect(flatSize(ten("z"), many)).toBe(10_000)
    expect(rulesOf(ten("z"), "part", many)).toContain("too_many_components")
  })

  test("loose ends: of wires that cross, one for each inner end, and of outputs that must lead somewhere", () => {
    expect(looseEnds(shop(), new Set(["front", "web"]), sampleClasses)).toEqual([
      { name: "db", component: "web", terminal: "db" },
    ])
    const alone = { ...shop(), connections: [] }
    expect(looseEnds(alone, new Set(["front"]), sampleClasses)).toEqual([
      { name: "out", component: "front", terminal: "out" },
    ])
  })
})
