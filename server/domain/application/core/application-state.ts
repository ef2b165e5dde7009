import type { ApplicationState, ComponentState } from "@/lib/schemas/application"

export type ComponentView = {
  path: string
  wanted: "running" | "stopped" | "removed"
  state: ComponentState
  reason: string | null
  /** Not started with the others, so nothing is missing while it does not run. */
  standby?: boolean
}

const isResting = (c: ComponentView): boolean => c.standby === true && c.wanted === "stopped"
const counted = (components: readonly ComponentView[]): ComponentView[] =>
  components.filter((c) => c.wanted !== "removed" && !isResting(c))

const settled = (c: ComponentView): boolean => c.state === "stopped" || c.state === "absent" || c.state === "standby"

/**
 * The state of an application, derived. `wanted` is what the person asked of the whole; `busy`: an operation is at work on it, so
 * components that are not wanted yet are on their way rather than missing.
 */
export function applicationState(
  wanted: "running" | "stopped" | "deleted",
  components: readonly ComponentView[],
  busy: boolean,
): ApplicationState {
  const kept = counted(components)
  if (wanted !== "running") {
    const someone = components.some((c) => c.wanted === "running" || !settled(c))
    return someone ? "stopping" : "stopped"
  }
  const running = kept.filter((c) => c.state === "running" && c.wanted === "running").length
  if (running === kept.length && (kept.length > 0 || !busy)) return "running"
  const failed = kept.some((c) => c.state === "failed")
  if (failed) return running > 0 ? "degraded" : "failed"
  if (busy || running === 0) return "starting"
  return "degraded"
}

/** One line: how many run, and what keeps the first of the others. */
export function applicationSummary(components: readonly ComponentView[]): string {
  const kept = counted(components)
  const running = kept.filter((c) => c.state === "running").length
  const troubled =
    kept.find((c) => c.state === "failed") ??
    kept.find((c) => c.state === "waiting") ??
    kept.find((c) => c.state === "lost") ??
    kept.find((c) => c.wanted === "running" && c.state !== "running")
  const trouble = troubled
    ? `; ${troubled.path} is ${troubled.state}${troubled.reason ? `: ${troubled.reason}` : ""}`
    : ""
  return `${running} of ${kept.length} running${trouble}`
}
