import type { NodeFilter } from "./misfit"

/** A node that is down or draining takes nothing new. */
export const acceptsWork: NodeFilter = ({ state }) => {
  if (state === "up") return null
  return state === "down" ? { code: "down", text: "is down" } : { code: "draining", text: "is being emptied" }
}
