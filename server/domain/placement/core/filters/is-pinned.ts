import type { NodeFilter } from "./misfit"

export const isPinned: NodeFilter = ({ id }, { pin }) =>
  pin.length === 0 || pin.includes(id) ? null : { code: "pin", text: "is not one of the nodes it is pinned to" }
