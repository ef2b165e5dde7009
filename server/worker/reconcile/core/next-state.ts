import type { ComponentState } from "@/lib/schemas/application"
import type { InstanceState } from "@/server/fabric/fabric-driver"

/**
 * The state a component is in, from what is wanted and what its node reports (null: the node knows no such instance). Null: no
 * news, keep the state there is.
 */
export function nextState(
  wanted: "running" | "stopped" | "removed",
  state: ComponentState,
  observed: InstanceState | null,
): ComponentState | null {
  if (wanted === "running") {
    if (observed === null) return state === "running" || state === "starting" ? "starting" : null
    if (observed === "running" || observed === "failed" || observed === "starting") return observed
    return state === "creating" ? null : "starting"
  }
  if (observed === "running" || observed === "starting" || observed === "stopping") return "stopping"
  return "stopped"
}
