import { groupBy } from "../group-by"
import { wireKey } from "./difference"
import type { Blueprint, BlueprintComponent } from "./document"
import { isSame } from "./is-same"

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

type Drawing = {
  components: ReadonlyMap<string, BlueprintComponent>
  /** Wires that start at a component, by its name. */
  wires: ReadonlyMap<string, string>
}

function read({ components, connections }: Blueprint): Drawing {
  const wires = groupBy(connections, ({ from }) => from.component)
  return {
    components: new Map(components.map((c) => [c.name, c])),
    wires: new Map([...wires].map(([name, some]) => [name, some.map(wireKey).sort().join(" ")])),
  }
}

/** Where its drawn position is on the board changes nothing. */
const partsOf = (drawing: Drawing, c: BlueprintComponent): Record<ChangedPart, unknown> => ({
  version: c.version,
  properties: c.properties,
  resources: c.resources,
  volumes: c.volumes,
  startOrder: c.startOrder,
  placement: [[...c.pin].sort(), c.failoverGroup, c.standby],
  wires: drawing.wires.get(c.name) ?? "",
})

const instances = ({ name }: BlueprintComponent, from: number, to: number): InstanceRef[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ name, index: from + at }))

function compare(before: Drawing, after: Drawing, old: BlueprintComponent, next: BlueprintComponent): ChangedPart[] {
  const [left, right] = [partsOf(before, old), partsOf(after, next)]
  return (Object.keys(left) as ChangedPart[]).filter((part) => !isSame(left[part], right[part]))
}

/**
 * What applying `after` to a running `before` does, instance by instance. A component that is made of another class now is a new one:
 * its old instances go. The last instances of an array go first.
 */
export function planChange(before: Blueprint, after: Blueprint): BlueprintChange {
  const change: BlueprintChange = { added: [], removed: [], changed: [], restarted: [] }
  const [was, is] = [read(before), read(after)]
  const twin = ({ components }: Drawing, { name, class: of }: BlueprintComponent) => {
    const found = components.get(name)
    return found?.class === of ? found : undefined
  }
  for (const old of before.components) change.removed.push(...instances(old, twin(is, old)?.count ?? 0, old.count))
  for (const next of after.components) {
    const old = twin(was, next)
    change.added.push(...instances(next, old?.count ?? 0, next.count))
    const parts = old ? compare(was, is, old, next) : []
    if (!old || parts.length === 0) continue
    const kept = instances(next, 0, Math.min(old.count, next.count))
    change.changed.push(...kept.map((instance) => ({ ...instance, parts })))
    if (parts.some((part) => restarting.has(part))) change.restarted.push(...kept)
  }
  return change
}
