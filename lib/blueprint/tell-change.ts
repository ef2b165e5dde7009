import { groupBy } from "../group-by"
import { differenceOf } from "./difference"
import type { Blueprint, BlueprintComponent, BlueprintConnection } from "./document"
import { isSame } from "./is-same"

/** What is different about one component, for people: one sentence each. */
export type Told = {
  component: string
  act: "added" | "removed" | "replaced" | "changed"
  /** `web@1`, as it will be; of what goes, as it is. */
  class: string
  lines: string[]
}

type Value = string | number | boolean

const valueText = (value: Value | undefined): string => {
  if (value === undefined) return "as the class says"
  return typeof value === "string" ? `“${value}”` : String(value)
}
const cores = (millis: number): string => `${millis / 1000} ${millis === 1000 ? "core" : "cores"}`
const instances = (count: number): string => (count === 1 ? "1 instance" : `${count} instances`)
const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "))

/** "memory 256 MiB → 512 MiB"; nothing when it stays. */
const moved = (what: string, before: string, after: string): string[] =>
  before === after ? [] : [`${what} ${before} → ${after}`]

function propertyLines(before: BlueprintComponent, after: BlueprintComponent): string[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])
  return [...names]
    .sort()
    .flatMap((name) => moved(name, valueText(before.properties[name]), valueText(after.properties[name])))
}

function volumeLines(before: BlueprintComponent, after: BlueprintComponent): string[] {
  const names = new Set([...Object.keys(before.volumes), ...Object.keys(after.volumes)])
  const text = (volume: BlueprintComponent["volumes"][string] | undefined): string =>
    volume === undefined ? "as the class says" : `${volume.sizeGib} GiB${volume.mirrored ? ", mirrored" : ""}`
  return [...names]
    .sort()
    .flatMap((name) => moved(`volume ${name}`, text(before.volumes[name]), text(after.volumes[name])))
}

function linesOf(before: BlueprintComponent, after: BlueprintComponent): string[] {
  return [
    ...moved("version", String(before.version), String(after.version)),
    ...moved("count", String(before.count), String(after.count)),
    ...moved("CPU", cores(before.resources.cpuMillis), cores(after.resources.cpuMillis)),
    ...moved("memory", `${before.resources.memoryMib} MiB`, `${after.resources.memoryMib} MiB`),
    ...propertyLines(before, after),
    ...volumeLines(before, after),
    ...moved("start order", String(before.startOrder), String(after.startOrder)),
    ...moved("standby", before.standby ? "yes" : "no", after.standby ? "yes" : "no"),
    ...(isSame([...before.pin].sort(), [...after.pin].sort())
      ? []
      : [after.pin.length === 0 ? "no longer pinned" : `pinned to ${instancesOfPin(after.pin)}`]),
    ...moved("failover group", before.failoverGroup ?? "none", after.failoverGroup ?? "none"),
    ...((before.notes ?? "") === (after.notes ?? "") ? [] : ["notes"]),
  ]
}

const instancesOfPin = (pin: readonly string[]): string => (pin.length === 1 ? "one node" : `${pin.length} nodes`)

const far = ({ to }: BlueprintConnection): string => `${to.component}.${to.terminal}`

/** "db → main.db", "db → nothing (was main.db)": from where the wires start. */
function wireLines(gone: readonly BlueprintConnection[], come: readonly BlueprintConnection[]): string[] {
  const terminals = new Set([...gone, ...come].map(({ from }) => from.terminal))
  return [...terminals].sort().map((terminal) => {
    const of = (wires: readonly BlueprintConnection[]) =>
      wires.filter(({ from }) => from.terminal === terminal).map(far)
    const [was, is] = [of(gone), of(come)]
    return `${terminal} → ${is.length > 0 ? listed(is) : "nothing"}${was.length > 0 ? ` (was ${listed(was)})` : ""}`
  })
}

const classOf = (c: BlueprintComponent): string => `${c.class}@${c.version}`

const bySource = (wires: readonly BlueprintConnection[]) => groupBy(wires, ({ from }) => from.component)

/** Component by component, what makes `before` into `after`; what only moved on the board is not told. */
export function tellChange(before: Blueprint, after: Blueprint): Told[] {
  const difference = differenceOf(before, after)
  const changed = new Map(difference.changed.map((change) => [change.after.name, change]))
  const added = new Set(difference.added)
  const [gone, come] = [bySource(difference.wiresRemoved), bySource(difference.wiresAdded)]
  const told = after.components.flatMap((component): Told[] => {
    const { name } = component
    const wires = wireLines(gone.get(name) ?? [], come.get(name) ?? [])
    if (added.has(component))
      return [
        { component: name, act: "added", class: classOf(component), lines: [instances(component.count), ...wires] },
      ]
    const change = changed.get(name)
    if (change && change.before.class !== component.class)
      return [
        {
          component: name,
          act: "replaced",
          class: classOf(component),
          lines: [`class ${classOf(change.before)} → ${classOf(component)}`, ...wires],
        },
      ]
    const lines = [...(change ? linesOf(change.before, change.after) : []), ...wires]
    return lines.length === 0 ? [] : [{ component: name, act: "changed", class: classOf(component), lines }]
  })
  const removed = difference.removed.map(
    (c): Told => ({ component: c.name, act: "removed", class: classOf(c), lines: [instances(c.count)] }),
  )
  return [...told, ...removed]
}
