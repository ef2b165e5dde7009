import type { Rule } from "./rule"

/** A failover group is of instances; an assembly is many of them. */
export const assembliesPlaced: Rule = ({ known }) =>
  known
    .filter(({ component, boundary }) => boundary.isAssembly && component.failoverGroup !== null)
    .map(({ component: { name } }) => ({
      rule: "assembly_in_group",
      component: name,
      message: `${name} is an assembly and cannot be in a failover group.`,
      fix: "Leave its group out; groups are drawn inside the assembly.",
    }))
