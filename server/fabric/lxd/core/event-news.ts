import { isOurProject, vdcOfProject } from "./names"

export type EventNews = { kind: "members" } | { kind: "instance"; vdcId: string }

/** What an engine's act changes for us; null when nothing. Of instances only that they stopped running. */
export function newsOfEvent(action: string, project: string): EventNews | null {
  if (action.startsWith("cluster-")) return { kind: "members" }
  if (isOurProject(project) && /^instance-(shutdown|stopped|restarted|paused|deleted)$/.test(action))
    return { kind: "instance", vdcId: vdcOfProject(project) }
  return null
}
