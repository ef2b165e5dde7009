import { coresText, memoryText } from "../room-text"
import { freeOf } from "../fleet"
import type { Misfit, NodeFilter } from "./misfit"

/** Cores, memory and disk: all shortfalls at once, with what is free. */
export const fitsRoom: NodeFilter = (node, demand) => {
  const free = freeOf(node)
  const misfits: Misfit[] = []
  if (demand.cpuMillis > free.cpuMillis) misfits.push({ code: "cpu", text: `has ${coresText(free.cpuMillis)} free` })
  if (demand.memoryMib > free.memoryMib) misfits.push({ code: "memory", text: `has ${memoryText(free.memoryMib)} memory free` })
  if (demand.newVolumeGib > free.diskGib) misfits.push({ code: "disk", text: `has ${Math.max(0, free.diskGib)} GiB disk free` })
  return misfits
}
