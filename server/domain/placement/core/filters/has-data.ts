import type { NodeFilter } from "./misfit"

/** A component goes where its data is: nothing is copied in a hurry. */
export const hasData: NodeFilter = (node, { dataOn }) =>
  dataOn === null || dataOn.includes(node.id) ? [] : [{ code: "data", text: "has no usable copy of its volume" }]
