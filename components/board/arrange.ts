import type { Blueprint, BlueprintComponent } from "@/lib/blueprint/document"
import type { Point } from "@/lib/blueprint/edit"
import { layeredLayout, shape } from "../drawing/layered-layout"

export type Positions = Record<string, Point>

/** Distance of the dots; keyboard moves go from dot to dot. */
export const grid = 16
const snap = (value: number): number => Math.round(value / grid) * grid

const overlap = (a: Point, b: Point): boolean => Math.abs(a.x - b.x) < shape.width && Math.abs(a.y - b.y) < shape.height

/** Nobody has laid it out: at least half of the shapes lie on another one. */
export function isUnplaced(components: readonly BlueprintComponent[]): boolean {
  if (components.length < 2) return false
  const covered = components.filter((c) =>
    components.some((other) => other !== c && overlap(c.position, other.position)),
  )
  return covered.length * 2 >= components.length
}

/** Layer by layer from left to right, without the layout engine: what a drawing looks like that has no places yet. */
export function placed(blueprint: Blueprint): Blueprint {
  if (!isUnplaced(blueprint.components)) return blueprint
  const places = layeredLayout(
    blueprint.components.map(({ name }) => name),
    blueprint.connections,
  )
  return {
    ...blueprint,
    components: blueprint.components.map((c) => ({ ...c, position: places.get(c.name) ?? c.position })),
  }
}

/** The nearest place to `wanted` (a shape's middle) at which a shape covers no other. */
export function freePlace(components: readonly BlueprintComponent[], wanted: Point): Point {
  const start = { x: snap(wanted.x - shape.width / 2), y: snap(wanted.y - shape.height / 2) }
  const isFree = (at: Point) =>
    components.every(
      ({ position: p }) => Math.abs(p.x - at.x) >= shape.width + grid || Math.abs(p.y - at.y) >= shape.height + grid,
    )
  const [stepX, stepY] = [shape.width / 2 + grid * 2, shape.height + grid * 2]
  for (let ring = 0; ring < 60; ring++) {
    const around = ringOf(ring).map(({ x, y }) => ({ x: snap(start.x + x * stepX), y: snap(start.y + y * stepY) }))
    const free = around.find(isFree)
    if (free) return free
  }
  return start
}

/** Steps to all that is `ring` away, below and to the right first. */
function ringOf(ring: number): Point[] {
  if (ring === 0) return [{ x: 0, y: 0 }]
  const steps: Point[] = []
  for (let y = ring; y >= -ring; y--)
    for (let x = ring; x >= -ring; x--) if (Math.max(Math.abs(x), Math.abs(y)) === ring) steps.push({ x, y })
  return steps.sort((a, b) => Math.abs(a.x) + Math.abs(a.y) - Math.abs(b.x) - Math.abs(b.y))
}

type Axis = "x" | "y"

/** All at the least place of any of them: "x" makes a column, "y" a row. */
export function aligned(components: readonly BlueprintComponent[], axis: Axis): Positions {
  const least = Math.min(...components.map(({ position }) => position[axis]))
  return Object.fromEntries(components.map(({ name, position }) => [name, { ...position, [axis]: least }]))
}

/** Equal gaps between the first and the last, which stay. */
export function distributed(components: readonly BlueprintComponent[], axis: Axis): Positions {
  const ordered = [...components].sort((a, b) => a.position[axis] - b.position[axis])
  const [first, last] = [ordered.at(0), ordered.at(-1)]
  if (!first || !last || ordered.length < 3) return {}
  const step = (last.position[axis] - first.position[axis]) / (ordered.length - 1)
  return Object.fromEntries(
    ordered.map(({ name, position }, at) => [
      name,
      { ...position, [axis]: Math.round(first.position[axis] + step * at) },
    ]),
  )
}

export const movedBy = (components: readonly BlueprintComponent[], by: Point): Positions =>
  Object.fromEntries(components.map(({ name, position }) => [name, { x: position.x + by.x, y: position.y + by.y }]))

/** As one reads the board: column by column from the left, each from the top. */
export function readingOrder(components: readonly BlueprintComponent[]): string[] {
  const column = ({ position }: BlueprintComponent) => Math.round(position.x / (shape.width / 2))
  return [...components]
    .sort((a, b) => column(a) - column(b) || a.position.y - b.position.y || a.position.x - b.position.x)
    .map(({ name }) => name)
}

export type Box = { x: number; y: number; width: number; height: number }

/** What the shapes cover together; null: there are none. */
export function boundsOf(components: readonly BlueprintComponent[]): Box | null {
  if (components.length === 0) return null
  const xs = components.map(({ position }) => position.x)
  const ys = components.map(({ position }) => position.y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) + shape.width - x, height: Math.max(...ys) + shape.height - y }
}
