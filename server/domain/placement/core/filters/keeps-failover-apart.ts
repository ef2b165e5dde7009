import type { NodeFilter } from "./misfit"

export const keepsFailoverApart: NodeFilter = (node, { failoverGroup }) =>
  failoverGroup !== null && node.failoverGroups.includes(failoverGroup)
    ? [{ code: "failover_group", text: `has another of failover group ${failoverGroup}` }]
    : []
