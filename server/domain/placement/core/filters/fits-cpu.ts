import { coresText } from "../room-text"
import type { NodeFilter } from "./misfit"

export const fitsCpu: NodeFilter = ({ free: { cpuMillis: free } }, { cpuMillis: wanted }) =>
  wanted <= free ? null : { code: "cpu", text: `has ${coresText(free)} free`, wanted, free }
