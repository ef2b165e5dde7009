import type { Blueprint, BlueprintComponent, BlueprintConnection } from "./document"
import { isSame } from "./is-same"

type Changed = { before: BlueprintComponent; after: BlueprintComponent }

/** What makes one drawing into another, part by part. Names are unique within a drawing; the order of its parts says nothing. */
export type Difference = {
  added: BlueprintComponent[]
  removed: BlueprintComponent[]
  changed: Changed[]
  wiresAdded: BlueprintConnection[]
  wiresRemoved: BlueprintConnection[]
}

const named = (components: readonly BlueprintComponent[]) => new Map(components.map((c) => [c.name, c]))
const keyed = (wires: readonly BlueprintConnection[]) => new Map(wires.map((wire) => [wireKey(wire), wire]))

/** A wire is its two ends. */
export const wireKey = ({ from, to }: BlueprintConnection): string =>
  `${from.component}.${from.terminal}>${to.component}.${to.terminal}`

export function differenceOf(before: Blueprint, after: Blueprint): Difference {
  const [old, next] = [named(before.components), named(after.components)]
  const [oldWires, nextWires] = [keyed(before.connections), keyed(after.connections)]
  return {
    added: after.components.filter((c) => !old.has(c.name)),
    removed: before.components.filter((c) => !next.has(c.name)),
    changed: after.components.flatMap((c) => {
      const was = old.get(c.name)
      return was && !isSame(was, c) ? [{ before: was, after: c }] : []
    }),
    wiresAdded: [...nextWires].filter(([key]) => !oldWires.has(key)).map(([, wire]) => wire),
    wiresRemoved: [...oldWires].filter(([key]) => !nextWires.has(key)).map(([, wire]) => wire),
  }
}

export const isEmpty = (d: Difference): boolean =>
  [d.added, d.removed, d.changed, d.wiresAdded, d.wiresRemoved].every((part) => part.length === 0)

export function applyDifference(blueprint: Blueprint, difference: Difference): Blueprint {
  const gone = new Set(difference.removed.map((c) => c.name))
  const next = new Map(difference.changed.map(({ after }) => [after.name, after]))
  const cut = new Set(difference.wiresRemoved.map(wireKey))
  const there = keyed(blueprint.connections)
  return {
    ...blueprint,
    components: [
      ...blueprint.components.filter((c) => !gone.has(c.name)).map((c) => next.get(c.name) ?? c),
      ...difference.added,
    ],
    connections: [
      ...blueprint.connections.filter((wire) => !cut.has(wireKey(wire))),
      ...difference.wiresAdded.filter((wire) => !there.has(wireKey(wire))),
    ],
  }
}

export const invert = (d: Difference): Difference => ({
  added: d.removed,
  removed: d.added,
  changed: d.changed.map(({ before, after }) => ({ before: after, after: before })),
  wiresAdded: d.wiresRemoved,
  wiresRemoved: d.wiresAdded,
})

/** Equal whatever the order of components and wires. */
export const isSameDrawing = (a: Blueprint, b: Blueprint): boolean => isEmpty(differenceOf(a, b))
