import type { ApiOutputs } from "../trpc"

/** "fra1-n2: replica, syncing, 1 s old" */
export const replicaText = (replica: ApiOutputs["volumes"]["get"]["replicas"][number]): string => {
  const age = replica.ageMs === null || replica.role === "primary" ? "" : `, ${Math.round(replica.ageMs / 1000)} s old`
  return `${replica.node}: ${replica.role}, ${replica.state}${age}`
}
