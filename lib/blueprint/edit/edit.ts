import { wireKey } from "../difference"
import type { Blueprint, BlueprintComponent, BlueprintConnection } from "../document"
import type { Point } from "./new-component"

type Value = string | number | boolean
type Volume = BlueprintComponent["volumes"][string]

/** What of components is set anew; what is left out stays. Null in a record: back to what the class says. */
export type ComponentChange = {
  version?: number
  count?: number
  resources?: { cpuMillis?: number; memoryMib?: number }
  properties?: Readonly<Record<string, Value | null>>
  volumes?: Readonly<Record<string, { sizeGib?: number; mirrored?: boolean } | null>>
  startOrder?: number
  standby?: boolean
  pin?: string[]
  failoverGroup?: string | null
  notes?: string
}

/** One gesture on the board. Each is one step of undo. */
export type Edit =
  | { kind: "add"; components: BlueprintComponent[]; connections?: readonly BlueprintConnection[] }
  | { kind: "remove"; names: readonly string[] }
  | { kind: "move"; positions: Readonly<Record<string, Point>> }
  | { kind: "connect"; wire: BlueprintConnection }
  | { kind: "disconnect"; wires: readonly BlueprintConnection[] }
  | { kind: "rename"; from: string; to: string }
  | { kind: "change"; names: readonly string[]; change: ComponentChange }
  | { kind: "replace"; blueprint: Blueprint }

function merged<T>(old: Readonly<Record<string, T>>, change: Readonly<Record<string, T | null>>): Record<string, T> {
  const kept = Object.entries(old).filter(([key]) => change[key] === undefined)
  const set = Object.entries(change).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]))
  return Object.fromEntries([...kept, ...set])
}

function changedVolumes(
  old: BlueprintComponent["volumes"],
  change: NonNullable<ComponentChange["volumes"]>,
): BlueprintComponent["volumes"] {
  const next = Object.entries(change).map(([name, part]): [string, Volume | null] => {
    if (part === null) return [name, null]
    return [name, { ...(old[name] ?? { sizeGib: 1, mirrored: true }), ...part }]
  })
  return merged(old, Object.fromEntries(next))
}

function changed(component: BlueprintComponent, change: ComponentChange): BlueprintComponent {
  const { resources, properties, volumes, notes, ...rest } = change
  const { notes: oldNotes, ...old } = component
  const text = notes ?? oldNotes ?? ""
  return {
    ...old,
    ...rest,
    resources: { ...component.resources, ...resources },
    properties: properties ? merged(component.properties, properties) : component.properties,
    volumes: volumes ? changedVolumes(component.volumes, volumes) : component.volumes,
    ...(text === "" ? {} : { notes: text }),
  }
}

/** Names stay unique: what there is one of already is not added. */
function newOnes(components: Blueprint["components"], added: Blueprint["components"]): Blueprint["components"] {
  const taken = new Set(components.map((c) => c.name))
  return added.filter(({ name }) => taken.size < taken.add(name).size)
}

function renamed({ components, connections, ...rest }: Blueprint, from: string, to: string): Blueprint {
  const nameOf = (name: string): string => (name === from ? to : name)
  return {
    ...rest,
    components: components.map((c) => (c.name === from ? { ...c, name: to } : c)),
    connections: connections.map((wire) =>
      wire.from.component === from || wire.to.component === from
        ? {
            from: { ...wire.from, component: nameOf(wire.from.component) },
            to: { ...wire.to, component: nameOf(wire.to.component) },
          }
        : wire,
    ),
  }
}

/**
 * The drawing after a gesture. Never checks rules: a drawing may be wrong while one draws, and `validateBlueprint` says how. What is not
 * there is left alone; parts that do not change are the same objects as before.
 */
export function applyEdit(blueprint: Blueprint, edit: Edit): Blueprint {
  const { components, connections } = blueprint
  switch (edit.kind) {
    case "add":
      return {
        ...blueprint,
        components: [...components, ...newOnes(components, edit.components)],
        connections: [...connections, ...(edit.connections ?? [])],
      }
    case "remove": {
      const gone = new Set(edit.names)
      return {
        ...blueprint,
        components: components.filter((c) => !gone.has(c.name)),
        connections: connections.filter(({ from, to }) => !gone.has(from.component) && !gone.has(to.component)),
      }
    }
    case "move":
      return {
        ...blueprint,
        components: components.map((c) => {
          const position = edit.positions[c.name]
          return position ? { ...c, position: { x: position.x, y: position.y } } : c
        }),
      }
    case "connect": {
      const key = wireKey(edit.wire)
      return connections.some((wire) => wireKey(wire) === key)
        ? blueprint
        : { ...blueprint, connections: [...connections, edit.wire] }
    }
    case "disconnect": {
      const gone = new Set(edit.wires.map(wireKey))
      return { ...blueprint, connections: connections.filter((wire) => !gone.has(wireKey(wire))) }
    }
    case "rename":
      return components.some((c) => c.name === edit.to) ? blueprint : renamed(blueprint, edit.from, edit.to)
    case "change": {
      const names = new Set(edit.names)
      return {
        ...blueprint,
        components: components.map((c) => (names.has(c.name) ? changed(c, edit.change) : c)),
      }
    }
    case "replace":
      return edit.blueprint
  }
}
