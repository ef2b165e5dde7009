import type { NodeFilter } from "./misfit"

/** A node that is down or draining takes nothing new. */
export const acceptsWork: NodeFilter = (node) => (node.accepts ? [] : [{ code: "down", text: "is down" }])
