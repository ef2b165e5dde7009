import { diskText } from "../room-text"
import type { NodeFilter } from "./misfit"

/** Only volumes that are still to be made ask for disk: the others are where they are. */
export const fitsDisk: NodeFilter = ({ free: { diskGib: free } }, { newVolumeGib: wanted }) =>
  wanted === 0 || wanted <= free ? null : { code: "disk", text: `has ${diskText(free)} disk free`, wanted, free }
