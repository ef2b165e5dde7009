import { isOurProject, vdcOfProject } from "./names"

export type EventNews = { kind: "members" } | { kind: "instance"; vdcId: string }

/** What an engine's act changes for us; null when nothing. Of instances only that they stopped running. */
export function newsOfEvent(action: string, project: string): EventNews | null {
  if (action.startsWith("cluster-")) return { kind: "members" }
  if (isOurProject(project) && /^instance-(shutdown|stopped|restarted|paused|deleted)$/.test(action))
    return { kind: "instance", vdcId: vdcOfProject(project) }
  return null
}

export type EventRow = { kind: "instances" | "volumes"; name: string }

/** Which row of ours an engine's act changes; null when none: reading and running do not. `source`: a path of its API. */
export function rowOfEvent(action: string, source: string, project: string): EventRow | null {
  const [kind, verb] = /^(instance|storage-volume)-([a-z]+)$/.exec(action)?.slice(1) ?? []
  const last = decodeURIComponent(source.split("?")[0]?.split("/").at(-1) ?? "")
  if (!verb || !last || !isOurProject(project)) return null
  if (kind === "instance" && instanceVerbs.has(verb)) return { kind: "instances", name: last }
  if (kind !== "storage-volume" || !volumeVerbs.has(verb)) return null
  // Events name a volume as its pool does: `project_name`.
  return { kind: "volumes", name: last.startsWith(`${project}_`) ? last.slice(project.length + 1) : last }
}

const instanceVerbs = new Set(
  "created started stopped shutdown restarted paused resumed updated renamed restored deleted ready".split(" "),
)
const volumeVerbs = new Set("created updated renamed restored deleted".split(" "))
