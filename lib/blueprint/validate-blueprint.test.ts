import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Blueprint, type BlueprintComponent } from "./document"
import { arbitraryBlueprint } from "./testing/arbitrary-blueprint"
import { sampleClasses } from "./testing/sample-classes"
import { validateBlueprint } from "./validate-blueprint"

type Drawing = Parameters<typeof Blueprint.parse>[0]
const part = (name: string, className = name, change: Partial<BlueprintComponent> = {}) => ({
  name,
  class: className,
  version: 1,
  resources: { cpuMillis: 250, memoryMib: 128 },
  position: { x: 0, y: 0 },
  ...change,
})
const wire = (from: string, to: string) => {
  const [a = "", b = ""] = from.split(".")
  const [c = "", d = ""] = to.split(".")
  return { from: { component: a, terminal: b }, to: { component: c, terminal: d } }
}
const check = (components: Drawing[], connections: Drawing[] = []) =>
  validateBlueprint(Blueprint.parse({ format: 1, components, connections }), sampleClasses)
const rulesOf = (...args: Parameters<typeof check>) => check(...args).map((v) => v.rule)

describe("each rule, broken once", () => {
  const site = [part("gateway"), part("web")]
  const wired = [wire("gateway.out", "web.in")]

  test("nothing is wrong with a small site", () => expect(check(site, wired)).toEqual([]))

  test.each<[string, string, Drawing[], Drawing[]]>([
    ["two of one name", "duplicate_name", [part("web"), part("web")], []],
    ["a class nobody has", "unknown_class", [part("web", "apache")], []],
    ["a version nobody has", "unknown_class", [part("web", "web", { version: 9 })], []],
    ["a wire to nothing", "dangling_wire", [part("web")], [wire("web.db", "db.db")]],
    ["an output that is none", "bad_wire", site, [...wired, wire("web.in", "web.in")]],
    ["an input that is none", "bad_wire", [part("web"), part("nas")], [wire("web.content", "nas.data")]],
    ["other protocols", "bad_wire", [part("web"), part("nas")], [wire("web.db", "nas.files")]],
    ["a wire in a circle", "bad_wire", [part("a", "web")], [wire("a.content", "a.in")]],
    [
      "an output that leads to two",
      "output_wired_twice",
      [part("a", "web"), part("nas"), part("b", "nas")],
      [wire("a.content", "nas.files"), wire("a.content", "b.files")],
    ],
    ["a mandatory output left open", "unconnected_output", site, []],
    ["a property it has not", "unknown_property", [part("web", "web", { properties: { color: "red" } })], []],
    ["a property of another type", "bad_property", [part("web", "web", { properties: { compress: "yes" } })], []],
    ["a value not allowed", "bad_property", [part("web", "web", { properties: { level: "loud" } })], []],
    ["a mandatory property left open", "missing_property", [part("web", "web", { version: 2 })], []],
    [
      "a mandatory property left empty",
      "missing_property",
      [part("web", "web", { version: 2, properties: { title: "" } })],
      [],
    ],
    ["too many", "out_of_range", [part("db", "postgres", { count: 2 })], []],
    ["too small", "out_of_range", [part("web", "web", { resources: { cpuMillis: 49, memoryMib: 128 } })], []],
    ["too large", "out_of_range", [part("web", "web", { resources: { cpuMillis: 250, memoryMib: 9_000 } })], []],
    [
      "a volume it has not",
      "unknown_volume",
      [part("web", "web", { volumes: { data: { sizeGib: 1, mirrored: true } } })],
      [],
    ],
    [
      "a volume too large",
      "out_of_range",
      [part("db", "postgres", { volumes: { data: { sizeGib: 2_000, mirrored: true } } })],
      [],
    ],
  ])("%s", (_, rule, components, connections) => {
    expect([...new Set(rulesOf(components, connections))]).toEqual([rule])
  })

  test("a number out of its range", () => {
    const gateway = part("gateway", "gateway", { properties: { maxBodyMib: 0 } })
    expect(check([gateway, part("web")], wired)).toEqual([
      {
        rule: "bad_property",
        component: "gateway",
        message: "gateway: Largest request is below 1.",
        fix: "Enter 1 or more.",
      },
    ])
  })

  test("a size is told at the field it was entered in", () => {
    expect(check([part("db", "postgres", { count: 3 })])).toEqual([
      {
        rule: "out_of_range",
        component: "db",
        message: "db cannot have 3 instances.",
        fix: "It has 1 instance.",
        field: "components.db.count",
      },
    ])
  })

  test("an output of any protocol fits every input", () => {
    expect(check([part("probe"), part("db", "postgres")], [wire("probe.target", "db.db")])).toEqual([])
  })
})

describe("whatever is drawn", () => {
  test("what the rules allow is allowed, and survives being stored", () => {
    fc.assert(
      fc.property(arbitraryBlueprint(), (blueprint) => {
        expect(validateBlueprint(blueprint, sampleClasses)).toEqual([])
        expect(Blueprint.parse(JSON.parse(JSON.stringify(blueprint)))).toEqual(blueprint)
      }),
    )
  })

  test("without its classes every component is refused by name, and nothing else is said of it", () => {
    fc.assert(
      fc.property(arbitraryBlueprint(), (blueprint) => {
        const violations = validateBlueprint(blueprint, {})
        expect(violations.map((v) => [v.rule, v.component])).toEqual(
          blueprint.components.map((c) => ["unknown_class", c.name]),
        )
      }),
    )
  })

  test("a component taken out leaves no dangling wire unnoticed", () => {
    fc.assert(
      fc.property(arbitraryBlueprint(), fc.nat(), (blueprint, pick) => {
        const gone = blueprint.components[pick % Math.max(1, blueprint.components.length)]
        fc.pre(gone !== undefined)
        const components = blueprint.components.filter((c) => c !== gone)
        const loose = blueprint.connections.filter((c) => [c.from.component, c.to.component].includes(gone?.name ?? ""))
        const violations = validateBlueprint({ ...blueprint, components }, sampleClasses)
        expect(violations.filter((v) => v.rule === "dangling_wire")).toHaveLength(loose.length)
        expect(violations.every((v) => v.message.endsWith(".") && v.fix.endsWith("."))).toBe(true)
      }),
    )
  })
})
