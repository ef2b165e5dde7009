import fc from "fast-check"
import type { Blueprint } from "../document"
import type { Edit } from "../edit"
import { newComponent } from "../edit/new-component"
import { sampleClasses } from "./sample-classes"

const position = fc.record({ x: fc.integer({ min: 0, max: 2_000 }), y: fc.integer({ min: 0, max: 2_000 }) })

/** Any gesture on this drawing, also one on what is not there (any more). */
export function arbitraryEdit({ components, connections }: Blueprint): fc.Arbitrary<Edit> {
  const names = components.map((c) => c.name)
  const some = fc.subarray([...names, "nobody"])
  const taken = new Set(names)
  const added = fc
    .tuple(fc.constantFrom(...Object.entries(sampleClasses)), position)
    .map(([[key, boundary], at]): Edit => {
      const split = key.lastIndexOf("@")
      const of = { name: key.slice(0, split), version: Number(key.slice(split + 1)), boundary }
      return { kind: "add", components: [{ ...newComponent(of, taken, at), name: `new${at.x}x${at.y}` }] }
    })
  const edits: fc.Arbitrary<Edit>[] = [
    added,
    some.map((gone) => ({ kind: "remove", names: gone })),
    fc.tuple(some, position).map(([moved, at]) => ({
      kind: "move",
      positions: Object.fromEntries(moved.map((name) => [name, at])),
    })),
    fc.subarray(connections).map((wires) => ({ kind: "disconnect", wires })),
    fc
      .tuple(
        some,
        fc.record(
          {
            count: fc.integer({ min: 1, max: 5 }),
            properties: fc.record({ level: fc.constantFrom("debug", "info", null) }),
            resources: fc.record({ cpuMillis: fc.integer({ min: 50, max: 500 }) }),
            notes: fc.string(),
            standby: fc.boolean(),
            failoverGroup: fc.constantFrom("a", null),
          },
          { requiredKeys: [] },
        ),
      )
      .map(([changed, change]) => ({ kind: "change", names: changed, change })),
    fc.constantFrom(...names, "nobody").map((from) => ({ kind: "rename", from, to: `${from.slice(0, 20)}renamed` })),
  ]
  return fc.oneof(...edits)
}
