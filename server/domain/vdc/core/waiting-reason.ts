export type Shortage = {
  /** Nodes the package wants. */
  wanted: number
  machineClass: string
  dataCenter: string
  partner: string
  /** Free right now, and how many of these the VDC could have. */
  free: number
  ours: number
  ordered: number
  promisedAt: Date
}

const nodes = (count: number, machineClass: string): string =>
  `${count} ${machineClass} ${count === 1 ? "node" : "nodes"}`
const are = (count: number): string => (count === 1 ? "is" : "are")
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]
const day = (at: Date): string => `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`

/** Why a VDC waits, with every number that leads to it. */
export function waitingReason(shortage: Shortage): string {
  const { wanted, machineClass, dataCenter, partner, free, ours, ordered, promisedAt } = shortage
  const taken = free - ours
  const inventory =
    free === 0
      ? "none is free"
      : `${free} ${are(free)} free${taken === 0 ? "" : `, of which ${taken} ${are(taken)} promised to other customers`}`
  return `Needs ${nodes(wanted, machineClass)} in ${dataCenter}; ${inventory}. ${ordered} ${ordered === 1 ? "is" : "are"} ordered from ${partner}, promised by ${day(promisedAt)}. It goes on by itself when they arrive.`
}
