import type { ClusterProblem } from "../cluster-gate"
import type { EngineInfo } from "./cluster"

/** What the driver uses, as engines announce it: asked for by name, never concluded from a version. */
const needs: readonly [extension: string, what: string][] = [
  ["projects", "projects"],
  ["clustering_groups", "cluster groups"],
  ["storage_api_volume_snapshots", "snapshots of volumes"],
  ["custom_volume_refresh", "incremental copies of volumes"],
  ["metrics", "metrics"],
  ["event_lifecycle", "events"],
]

/** Extensions that are missing, in one sentence. */
export function problemsOfEngine(info: EngineInfo): ClusterProblem[] {
  const missing = needs.filter(([extension]) => !info.api_extensions.includes(extension))
  if (missing.length === 0) return []
  const { server, server_version: version } = info.environment
  const message = `${server} ${version} is too old: it lacks ${missing.map(([, what]) => what).join(", ")}. Gridline works with LXD from 5.0 and Incus from 6.0 on.`
  return [{ code: "engine_unsupported", field: null, message, blocking: true }]
}

/** Engines look for QEMU, virtualizing hardware and vsock when they start, and name it among their drivers only then. */
export const runsVms = ({ environment }: EngineInfo): boolean =>
  environment.driver.split("|").some((d) => d.trim() === "qemu")
