import type { ComponentOut } from "@/lib/schemas/application"

/** Worst first: one shape stands for many instances and shows what needs a look. */
const order: ComponentOut["state"][] = [
  "failed",
  "lost",
  "waiting",
  "placing",
  "creating",
  "starting",
  "stopping",
  "absent",
  "running",
  "standby",
  "stopped",
]

/** State of all instances of one component together: its worst, "degraded" when only some of them run. */
export function groupState(instances: readonly Pick<ComponentOut, "state">[]): string {
  const states = new Set(instances.map((each) => each.state))
  const worst = order.find((state) => states.has(state)) ?? "absent"
  const trouble = worst === "failed" || worst === "lost" || worst === "waiting"
  return trouble && states.has("running") ? "degraded" : worst
}
