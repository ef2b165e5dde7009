import type { ComponentState } from "@/lib/schemas/application"

/** Where a component may go from where it is (DESIGN: states are tables). `lost` can happen to whatever had a node. */
export const componentMoves: Record<ComponentState, readonly ComponentState[]> = {
  absent: ["placing", "stopped", "standby"],
  placing: ["creating", "waiting", "stopped", "absent"],
  waiting: ["placing", "creating", "stopped", "lost"],
  creating: ["starting", "running", "failed", "lost", "placing", "stopping", "stopped"],
  starting: ["running", "failed", "lost", "placing", "stopping", "stopped"],
  running: ["starting", "stopping", "stopped", "failed", "lost", "placing"],
  stopping: ["stopped", "starting", "running", "creating", "failed", "lost"],
  stopped: ["placing", "creating", "standby", "lost"],
  standby: ["placing", "stopped"],
  failed: ["starting", "running", "stopping", "stopped", "placing", "lost", "creating"],
  lost: ["placing", "creating", "waiting", "stopped", "starting", "running"],
}

export const mayComponentMove = (from: ComponentState, to: ComponentState): boolean => componentMoves[from].includes(to)

/** The `where` of a compare-and-set towards `to`. */
export const componentStatesBefore = (to: ComponentState): ComponentState[] =>
  (Object.keys(componentMoves) as ComponentState[]).filter((from) => mayComponentMove(from, to))

/** States in which compute is metered: nobody pays for a component that still starts. */
export const isMetered = (state: ComponentState): boolean => state === "running"
