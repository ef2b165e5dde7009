import type { Demand, Fleet } from "./fleet"

/**
 * `spread`: use all nodes there are, so that a lost one takes little with it (the nodes are paid for anyway).
 * `pack`: fill nodes that are in use before one that is empty, so that nodes come free.
 */
export type Policy = "spread" | "pack"

/** One over the square of the largest node, per kind of room: what makes cores and MiB add up. */
export type Weights = { cpu: number; memory: number; disk: number }

const inverseSquare = (largest: number): number => (largest > 0 ? 1 / (largest * largest) : 0)

export function weightsOf({ nodes }: Fleet): Weights {
  let [cpu, memory, disk] = [0, 0, 0]
  for (const { size } of nodes) {
    cpu = Math.max(cpu, size.cpuMillis)
    memory = Math.max(memory, size.memoryMib)
    disk = Math.max(disk, size.diskGib)
  }
  return { cpu: inverseSquare(cpu), memory: inverseSquare(memory), disk: inverseSquare(disk) }
}

export type Need = Pick<Demand, "cpuMillis" | "memoryMib" | "newVolumeGib">

/**
 * Dot product of demand and free space, 0 to 3: a demand heavy in memory goes to a node with memory to spare, which wastes less on
 * opposed sizes than best fit does. Never grows when room is taken: rankings rest on that.
 */
export const matchOf = (need: Need, w: Weights, cpuMillis: number, memoryMib: number, diskGib: number): number =>
  need.cpuMillis * w.cpu * cpuMillis + need.memoryMib * w.memory * memoryMib + need.newVolumeGib * w.disk * diskGib

/** Apart first: a lost node then takes as few of an array as can be. */
export const siblingPenalty = 100
/** With `pack`, before what matches best. */
export const inUseBonus = 50
/** Where it ran last, before what matches best: caches are warm and nothing moves without need. */
export const homeBonus = 10

/** Higher is better. */
export const scoreOf = (match: number, siblings: number, inUse: boolean, isHome: boolean, policy: Policy): number =>
  match + (policy === "pack" && inUse ? inUseBonus : 0) - siblings * siblingPenalty + (isHome ? homeBonus : 0)
