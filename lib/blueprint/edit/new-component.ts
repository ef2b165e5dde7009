import type { BlueprintComponent, ClassBoundary } from "../document"

const mostLetters = 30

/** A class's name as the name of a component: letters and digits only. */
const stemOf = (text: string): string => {
  const stem = text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^[0-9]+/, "")
  return stem === "" ? "component" : stem
}

/** `web`, or the next one that is free: `web2`. A name that ends in a number counts on from it. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const stem = stemOf(wanted).slice(0, mostLetters)
  if (!taken.has(stem)) return stem
  const base = stem.replace(/[0-9]+$/, "")
  for (let number = 2; ; number++) {
    const tail = String(number)
    const name = `${base.slice(0, mostLetters - tail.length)}${tail}`
    if (!taken.has(name)) return name
  }
}

export type Point = { x: number; y: number }
export type ClassOfNew = { name: string; version: number; boundary: ClassBoundary }

/** A component as its class would have it, under the next free name. */
export function newComponent(
  { name, version, boundary }: ClassOfNew,
  taken: ReadonlySet<string>,
  position: Point,
): BlueprintComponent {
  return {
    name: freeName(name, taken),
    class: name,
    version,
    count: 1,
    properties: {},
    resources: {
      cpuMillis: boundary.resources.cpuMillis.default,
      memoryMib: boundary.resources.memoryMib.default,
    },
    volumes: Object.fromEntries(
      boundary.volumes.map((volume) => [volume.name, { sizeGib: volume.sizeGib.default, mirrored: true }]),
    ),
    startOrder: 0,
    standby: false,
    pin: [],
    failoverGroup: null,
    position,
  }
}
