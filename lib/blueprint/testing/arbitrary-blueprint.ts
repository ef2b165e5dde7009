import fc from "fast-check"
import type { Blueprint, BlueprintComponent, BlueprintConnection, ClassBoundary } from "../document"
import { protocolsFit } from "../rules/wires-fit"
import { sampleClasses } from "./sample-classes"

type Classes = Readonly<Record<string, ClassBoundary>>
type Declared = ClassBoundary["properties"][number]

const between = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max })

function arbitraryValue({ type, values, min, max }: Declared): fc.Arbitrary<string | number | boolean> {
  if (values) return fc.constantFrom(...values)
  if (type === "boolean") return fc.boolean()
  if (type === "number") return fc.integer({ min: Math.ceil(min ?? -1_000), max: Math.floor(max ?? 1_000) })
  return fc.string({ minLength: 1, maxLength: 20 })
}

function arbitraryProperties({ properties }: ClassBoundary): fc.Arbitrary<BlueprintComponent["properties"]> {
  const values = Object.fromEntries(properties.map((p) => [p.name, arbitraryValue(p)]))
  const requiredKeys = properties.filter((p) => p.mandatory && p.default === undefined).map((p) => p.name)
  return fc.record(values, { requiredKeys })
}

const arbitraryVolumes = ({ volumes }: ClassBoundary): fc.Arbitrary<BlueprintComponent["volumes"]> =>
  fc.record(
    Object.fromEntries(
      volumes.map((v) => [
        v.name,
        fc.record(
          { sizeGib: between(v.sizeGib), mirrored: fc.boolean(), content: fc.constant("static@1") },
          { requiredKeys: ["sizeGib", "mirrored"] },
        ),
      ]),
    ),
  )

function arbitraryComponent(name: string, classes: Classes): fc.Arbitrary<BlueprintComponent> {
  return fc.constantFrom(...Object.entries(classes)).chain(([key, boundary]) => {
    const at = key.lastIndexOf("@")
    const drawn = fc.record({
      name: fc.constant(name),
      class: fc.constant(key.slice(0, at)),
      version: fc.constant(Number(key.slice(at + 1))),
      count: fc.integer({ min: 1, max: Math.min(boundary.count.max, 50) }),
      properties: arbitraryProperties(boundary),
      resources: fc.record({
        cpuMillis: between(boundary.resources.cpuMillis),
        memoryMib: between(boundary.resources.memoryMib),
      }),
      volumes: arbitraryVolumes(boundary),
      startOrder: fc.constantFrom(0, 10, 20, 30),
      standby: fc.boolean(),
      pin: fc.subarray(["n1", "n2", "n3"]),
      failoverGroup: fc.constantFrom(null, null, "a", "b"),
      position: fc.record({ x: fc.integer({ min: 0, max: 2_000 }), y: fc.integer({ min: 0, max: 2_000 }) }),
    })
    const notes = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined })
    return fc.tuple(drawn, notes).map(([c, text]) => (text === undefined ? c : { ...c, notes: text }))
  })
}

type Open = { component: string; terminal: string; protocol: string; mandatory: boolean }

const terminalsOf = (
  components: readonly BlueprintComponent[],
  classes: Classes,
  direction: "input" | "output",
): Open[] =>
  components.flatMap((c) =>
    (classes[`${c.class}@${c.version}`]?.terminals ?? [])
      .filter((t) => t.direction === direction)
      .map((t) => ({ component: c.name, terminal: t.name, protocol: t.protocol, mandatory: t.mandatory })),
  )

const fitting = (output: Open, inputs: readonly Open[]): Open[] =>
  inputs.filter((i) => i.component !== output.component && protocolsFit(output.protocol, i.protocol))

/** Components whose mandatory outputs have nowhere to lead are left out, until all that are left can be wired. */
function wireable(components: readonly BlueprintComponent[], classes: Classes): BlueprintComponent[] {
  const inputs = terminalsOf(components, classes, "input")
  const stuck = terminalsOf(components, classes, "output").filter((o) => o.mandatory && fitting(o, inputs).length === 0)
  const left = components.filter((c) => !stuck.some((o) => o.component === c.name))
  return left.length === components.length ? left : wireable(left, classes)
}

function arbitraryWires(
  components: readonly BlueprintComponent[],
  classes: Classes,
): fc.Arbitrary<BlueprintConnection[]> {
  const inputs = terminalsOf(components, classes, "input")
  const outputs = terminalsOf(components, classes, "output").filter((o) => fitting(o, inputs).length > 0)
  const wires = outputs.map((output) => {
    const wire = fc.constantFrom(...fitting(output, inputs)).map(
      (target): BlueprintConnection => ({
        from: { component: output.component, terminal: output.terminal },
        to: { component: target.component, terminal: target.terminal },
      }),
    )
    return output.mandatory ? wire : fc.option(wire, { nil: null })
  })
  return fc.tuple(...wires).map((drawn) => drawn.filter((wire) => wire !== null))
}

/** Any drawing of these classes that breaks no rule: no, one or some components, wired wherever they may be. */
export const arbitraryBlueprint = (classes: Classes = sampleClasses): fc.Arbitrary<Blueprint> =>
  fc
    .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/), { maxLength: 7 })
    .chain((names) => fc.tuple(...names.map((name) => arbitraryComponent(name, classes))))
    .map((components) => wireable(components, classes))
    .chain((components) =>
      arbitraryWires(components, classes).map((connections) => ({ format: 1 as const, components, connections })),
    )
