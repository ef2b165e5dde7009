import { applyDifference, differenceOf } from "./difference"
import type { Blueprint, BlueprintComponent } from "./document"
import { isSame } from "./is-same"

export type Merged = {
  blueprint: Blueprint
  /** Names of components that both have changed, or one has changed and the other removed: `mine` was taken. */
  conflicts: string[]
}

const parts = [
  "class",
  "version",
  "count",
  "standby",
  "startOrder",
  "failoverGroup",
  "notes",
  "pin",
  "position",
] as const
const records = ["properties", "resources", "volumes"] as const

/** Of two changes of one value the one that was made; of two, mine. */
function chosen<T>(base: T, mine: T, theirs: T, onConflict: () => void): T {
  if (isSame(mine, base)) return theirs
  if (!isSame(theirs, base) && !isSame(theirs, mine)) onConflict()
  return mine
}

function mergedRecord(
  base: Readonly<Record<string, unknown>>,
  mine: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
  onConflict: () => void,
): Record<string, unknown> {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)])
  const merged = [...keys].map((key) => [key, chosen(base[key], mine[key], theirs[key], onConflict)] as const)
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

function mergedComponent(
  base: BlueprintComponent,
  mine: BlueprintComponent,
  theirs: BlueprintComponent,
): { component: BlueprintComponent; conflict: boolean } {
  let conflict = false
  const onConflict = () => {
    conflict = true
  }
  const plain = parts.map((part) => {
    // Two places on the board are no conflict that matters.
    const noted = part === "position" ? () => undefined : onConflict
    return [part, chosen<unknown>(base[part], mine[part], theirs[part], noted)] as const
  })
  const deep = records.map((part) => [part, mergedRecord(base[part], mine[part], theirs[part], onConflict)] as const)
  const values = Object.fromEntries([...plain, ...deep].filter(([, value]) => value !== undefined))
  return { component: { ...(values as BlueprintComponent), name: mine.name }, conflict }
}

/**
 * Both changes of one drawing: `mine` and `theirs` each began with `base`. What only one of them touched is as that one left it; where both
 * touched the same value, mine is taken and the component named, so that somebody can look.
 */
export function mergeDrawings(base: Blueprint, mine: Blueprint, theirs: Blueprint): Merged {
  const change = differenceOf(base, mine)
  const others = new Map(theirs.components.map((c) => [c.name, c]))
  const bases = new Map(base.components.map((c) => [c.name, c]))
  const conflicts = new Set<string>()
  const changed = change.changed.flatMap(({ before, after }) => {
    const other = others.get(after.name)
    if (!other) return []
    const { component, conflict } = mergedComponent(before, after, other)
    if (conflict) conflicts.add(after.name)
    return [{ before: other, after: component }]
  })
  // Changed here, removed there: it is drawn again, so that no work is lost unseen.
  const back = change.changed.filter(({ after }) => !others.has(after.name)).map(({ after }) => after)
  for (const { name } of back) conflicts.add(name)
  const added = change.added.filter((c) => !others.has(c.name))
  const twice = change.added.flatMap((c) => {
    const other = others.get(c.name)
    if (!other || isSame(other, c)) return []
    conflicts.add(c.name)
    return [{ before: other, after: c }]
  })
  for (const { name } of change.removed) {
    const other = others.get(name)
    if (other && !isSame(other, bases.get(name))) conflicts.add(name)
  }
  const merged = applyDifference(theirs, { ...change, changed: [...changed, ...twice], added: [...added, ...back] })
  return { blueprint: withoutLooseWires(merged), conflicts: [...conflicts].sort() }
}

/** A wire to what the other one removed goes with it; of two wires from one output the later one, mine, stays. */
function withoutLooseWires(blueprint: Blueprint): Blueprint {
  const drawn = new Set(blueprint.components.map((c) => c.name))
  const last = new Map(blueprint.connections.map((wire) => [`${wire.from.component}.${wire.from.terminal}`, wire]))
  return {
    ...blueprint,
    connections: blueprint.connections.filter(
      (wire) =>
        drawn.has(wire.from.component) &&
        drawn.has(wire.to.component) &&
        last.get(`${wire.from.component}.${wire.from.terminal}`) === wire,
    ),
  }
}
