import { canonical } from "./canonical"
import type { Blueprint, BlueprintComponent } from "./document"

export type InstanceRef = { name: string; index: number }
/** What of an instance differs. */
export type ChangedPart = "version" | "properties" | "resources" | "volumes" | "startOrder" | "placement" | "wires"
export type ChangedInstance = InstanceRef & { parts: ChangedPart[] }

export type BlueprintChange = {
  added: InstanceRef[]
  removed: InstanceRef[]
  /** There before and after, with something different. */
  changed: ChangedInstance[]
  /** Those of `changed` whose process starts anew; everything else is applied while it runs. */
  restarted: InstanceRef[]
}

const restarting: ReadonlySet<ChangedPart> = new Set(["version", "properties"])

const wiresOf = ({ connections }: Blueprint, name: string) =>
  connections
    .filter((c) => c.from.component === name)
    .map(canonical)
    .sort()

/** Where its drawn position is on the board changes nothing. */
const partsOf = (blueprint: Blueprint, c: BlueprintComponent): Record<ChangedPart, unknown> => ({
  version: c.version,
  properties: c.properties,
  resources: c.resources,
  volumes: c.volumes,
  startOrder: c.startOrder,
  placement: [[...c.pin].sort(), c.failoverGroup, c.standby],
  wires: wiresOf(blueprint, c.name),
})

const instances = ({ name }: BlueprintComponent, from: number, to: number): InstanceRef[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ name, index: from + at }))

function compare(
  before: Blueprint,
  after: Blueprint,
  old: BlueprintComponent,
  next: BlueprintComponent,
): ChangedPart[] {
  const [left, right] = [partsOf(before, old), partsOf(after, next)]
  return (Object.keys(left) as ChangedPart[]).filter((part) => canonical(left[part]) !== canonical(right[part]))
}

/**
 * What applying `after` to a running `before` does, instance by instance. A component that is made of another class now is a new one:
 * its old instances go. The last instances of an array go first.
 */
export function planChange(before: Blueprint, after: Blueprint): BlueprintChange {
  const change: BlueprintChange = { added: [], removed: [], changed: [], restarted: [] }
  const same = (a: BlueprintComponent) => (b: BlueprintComponent) => a.name === b.name && a.class === b.class
  for (const old of before.components)
    change.removed.push(...instances(old, after.components.find(same(old))?.count ?? 0, old.count))
  for (const next of after.components) {
    const old = before.components.find(same(next))
    change.added.push(...instances(next, old?.count ?? 0, next.count))
    const parts = old ? compare(before, after, old, next) : []
    if (!old || parts.length === 0) continue
    const kept = instances(next, 0, Math.min(old.count, next.count))
    change.changed.push(...kept.map((instance) => ({ ...instance, parts })))
    if (parts.some((part) => restarting.has(part))) change.restarted.push(...kept)
  }
  return change
}
