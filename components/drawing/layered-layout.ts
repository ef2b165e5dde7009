import type { BlueprintConnection } from "@/lib/blueprint/document"

export const shape = { width: 200, height: 72, gapX: 96, gapY: 40 }
type Point = { x: number; y: number }

/** Column of each component: one right of the rightmost that is wired into it. A ring of wires stops growing at the number of components. */
function columnsOf(names: readonly string[], wires: readonly BlueprintConnection[]): Map<string, number> {
  const column = new Map(names.map((name) => [name, 0]))
  for (let pass = 0; pass < names.length; pass++) {
    let moved = false
    for (const { from, to } of wires) {
      const least = (column.get(from.component) ?? 0) + 1
      if (!column.has(to.component) || from.component === to.component) continue
      if ((column.get(to.component) ?? 0) < least && least < names.length) {
        column.set(to.component, least)
        moved = true
      }
    }
    if (!moved) break
  }
  return column
}

/**
 * Places of shapes: wires run from left to right, shapes of a column stand in the order of what they are wired to, so that
 * few wires cross. Deterministic. Layout engines do more, and weigh more than the rest of the page.
 */
export function layeredLayout(
  names: readonly string[],
  wires: readonly BlueprintConnection[],
  /** Place of an output among the outputs of its shape: what hangs on a higher pin stands higher. */
  pinOf: (component: string, terminal: string) => number = () => 0,
): Map<string, Point> {
  const column = columnsOf(names, wires)
  const last = Math.max(0, ...column.values())
  const columns = Array.from({ length: last + 1 }, (_, at) => names.filter((name) => column.get(name) === at))
  const row = new Map<string, number>()
  const places = new Map<string, Point>()
  const tallest = Math.max(1, ...columns.map((each) => each.length))
  for (const [at, members] of columns.entries()) {
    const weight = (name: string): number => {
      const before = wires
        .filter((wire) => wire.to.component === name)
        .map(({ from }) => (row.get(from.component) ?? 0) + pinOf(from.component, from.terminal) / 100)
      return before.length === 0 ? members.indexOf(name) : before.reduce((sum, each) => sum + each, 0) / before.length
    }
    const ordered = members.map((name, index) => ({ name, index, weight: weight(name) }))
    ordered.sort((a, b) => a.weight - b.weight || a.index - b.index)
    const offset = (tallest - members.length) / 2
    for (const [index, { name }] of ordered.entries()) {
      row.set(name, offset + index)
      places.set(name, { x: at * (shape.width + shape.gapX), y: (offset + index) * (shape.height + shape.gapY) })
    }
  }
  return places
}
