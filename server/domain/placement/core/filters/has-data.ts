import type { NodeFilter } from "./misfit"

/** A component goes where its data is: nothing is copied in a hurry. */
export const hasData: NodeFilter = ({ id }, { dataOn }) =>
  dataOn === null || dataOn.includes(id) ? null : { code: "data", text: "has no usable copy of its volume" }
