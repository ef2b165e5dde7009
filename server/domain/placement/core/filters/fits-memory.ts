import { memoryText } from "../room-text"
import type { NodeFilter } from "./misfit"

export const fitsMemory: NodeFilter = ({ free: { memoryMib: free } }, { memoryMib: wanted }) =>
  wanted <= free ? null : { code: "memory", text: `has ${memoryText(free)} memory free`, wanted, free }
