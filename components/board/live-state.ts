import { shapeOf } from "@/lib/blueprint/assembly/flatten"
import { isSame } from "@/lib/blueprint/is-same"
import { groupBy } from "@/lib/group-by"
import type { ComponentOut } from "@/lib/schemas/application"
import { groupState } from "../application/group-state"

/** What runs under the name of a shape. */
export type Live = {
  state: string
  running: number
  total: number
  /** Of what it may use, 0 to 1; null where nothing of it runs. */
  cpu: number | null
  memory: number | null
  nodes: readonly string[]
}

const share = (used: number, allowed: number): number | null =>
  allowed > 0 ? Math.min(1, Math.round((used / allowed) * 20) / 20) : null

function liveOf(instances: readonly ComponentOut[]): Live {
  const running = instances.filter(({ state }) => state === "running")
  const sum = (pick: (each: ComponentOut) => number) => running.reduce((total, each) => total + pick(each), 0)
  return {
    state: groupState(instances),
    running: running.length,
    total: instances.length,
    cpu: share(
      sum(({ used }) => used.cpuMillis),
      sum(({ resources }) => resources.cpuMillis),
    ),
    memory: share(
      sum(({ used }) => used.memoryMib),
      sum(({ resources }) => resources.memoryMib),
    ),
    nodes: [...new Set(instances.flatMap(({ node }) => (node ? [node.name] : [])))].sort(),
  }
}

/** By the name of the shape, which of an assembly is of all inside it. What has not changed is the object of `before`, so that its shape is not drawn anew. */
export function liveStates(
  instances: readonly ComponentOut[],
  before: ReadonlyMap<string, Live>,
): ReadonlyMap<string, Live> {
  const groups = groupBy(instances, ({ name }) => shapeOf(name))
  return new Map(
    [...groups].map(([name, group]) => {
      const [old, now] = [before.get(name), liveOf(group)]
      return [name, old && isSame(old, now) ? old : now]
    }),
  )
}
