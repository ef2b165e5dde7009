import type { NodeFilter } from "./misfit"

/** Instances of one failover group never share a node. */
export const keepsFailoverApart: NodeFilter = ({ failoverGroups }, { failoverGroup }) =>
  failoverGroup !== null && failoverGroups.has(failoverGroup)
    ? { code: "failover_group", text: `has another of failover group ${failoverGroup.replace(/^.*:/, "")}` }
    : null
