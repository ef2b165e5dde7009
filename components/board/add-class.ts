import { newComponent, type Point } from "@/lib/blueprint/edit"
import { freePlace } from "./arrange"
import type { Board } from "./board-context"
import { drawn, only } from "./board-state"
import type { ClassOut } from "./catalog"

/** A new component of a class under the next free name, at the free place nearest to `wanted` (the middle of what is in view). */
export function addClass(board: Board, each: ClassOut, wanted?: Point): void {
  const { components } = drawn(board.state.get())
  const taken = new Set(components.map(({ name }) => name))
  const place = freePlace(components, wanted ?? board.canvas.current?.middle() ?? { x: 0, y: 0 })
  const component = newComponent(each, taken, place)
  board.dispatch({ kind: "edit", edits: [{ kind: "add", components: [component] }], select: only(component.name) })
  board.say(`Added ${component.name}.`)
}

/** One more instance of a component that is drawn already. */
export function oneMore(board: Board, name: string): void {
  const component = drawn(board.state.get()).components.find((each) => each.name === name)
  if (!component) return
  const change = { count: component.count + 1 }
  board.dispatch({ kind: "edit", edits: [{ kind: "change", names: [name], change }], select: only(name) })
  board.say(`${name} has ${change.count} instances.`)
}
