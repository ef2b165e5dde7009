import type { NodeFilter } from "./misfit"

export const isPinned: NodeFilter = (node, { pin }) =>
  pin.length === 0 || pin.includes(node.id) ? [] : [{ code: "pin", text: "is not one of the nodes it is pinned to" }]
