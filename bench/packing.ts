import { type Demand, type Fleet, FleetIndex, type NodeView, planNext } from "@/server/domain/placement"
import { type Figure, isMain, randomNumbers, show } from "./figure"

const size = { cpuMillis: 16_000, memoryMib: 65_536, diskGib: 1_024 }
const nodeCount = 600
const itemCount = 1_200

type Item = { cpuMillis: number; memoryMib: number }
type Mix = { name: string; draw: (next: (limit: number) => number) => Item }

const core = 1_000
const gib = 1_024

/** Few sizes and many, sizes that want the same and sizes that want opposite things. */
const mixes: readonly Mix[] = [
  {
    name: "opposed",
    draw: (next) => (next(2) ? { cpuMillis: 7 * core, memoryMib: 4 * gib } : { cpuMillis: core, memoryMib: 28 * gib }),
  },
  {
    name: "opposed, uneven",
    draw: (next) =>
      next(10) < 3 ? { cpuMillis: 5 * core, memoryMib: 2 * gib } : { cpuMillis: core / 2, memoryMib: 11 * gib },
  },
  {
    name: "catalog",
    draw: (next) => ({
      cpuMillis: [250, 500, core, 2 * core][next(4)] ?? 250,
      memoryMib: [128, 256, gib, 8 * gib][next(4)] ?? 128,
    }),
  },
  {
    name: "large",
    draw: (next) => ({ cpuMillis: (3 + next(7)) * core, memoryMib: (10 + next(30)) * gib }),
  },
  {
    name: "anything",
    draw: (next) => ({ cpuMillis: 100 + next(9_900), memoryMib: 100 + next(40_000) }),
  },
]

const emptyFleet = (): Fleet => ({
  nodes: Array.from(
    { length: nodeCount },
    (_, at): NodeView => ({
      id: `n${String(at).padStart(5, "0")}`,
      name: `n${at}`,
      rack: "r1",
      state: "up",
      runsVms: false,
      size,
      reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 0 },
      residents: [],
    }),
  ),
})

const demandOf = (item: Item, at: number): Demand => ({
  id: `d${at}`,
  path: `d${at}`,
  sibling: `app:d${at}`,
  machine: "container",
  ...item,
  newVolumeGib: 0,
  dataOn: null,
  lastNodeId: null,
  pin: [],
  failoverGroup: null,
})

/** Nodes the planner uses, one item at a time as they come. */
function nodesUsed(items: readonly Item[]): number {
  const index = new FleetIndex(emptyFleet(), "pack")
  const used = new Set<string>()
  for (const [at, item] of items.entries()) {
    const plan = planNext(index, demandOf(item, at))
    if (plan.kind === "unplaceable") throw new Error(`${plan.reason} (${used.size} nodes in use)`)
    used.add(plan.nodeId)
  }
  return used.size
}

type Bin = { cpu: number; memory: number }
type Rule = (bin: Bin, item: Item) => number

/** The peer: of the bins in use the one that scores highest, a new one when none has room. */
function binsUsed(items: readonly Item[], score: Rule): number {
  const bins: Bin[] = []
  for (const item of items) {
    let best: Bin | null = null
    let bestScore = Number.NEGATIVE_INFINITY
    for (const bin of bins) {
      if (bin.cpu < item.cpuMillis || bin.memory < item.memoryMib) continue
      const value = score(bin, item)
      if (value > bestScore) [best, bestScore] = [bin, value]
    }
    if (!best) {
      best = { cpu: size.cpuMillis, memory: size.memoryMib }
      bins.push(best)
    }
    best.cpu -= item.cpuMillis
    best.memory -= item.memoryMib
  }
  return bins.length
}

const dotProduct: Rule = (bin, item) =>
  (item.cpuMillis / size.cpuMillis) * (bin.cpu / size.cpuMillis) +
  (item.memoryMib / size.memoryMib) * (bin.memory / size.memoryMib)
const bestFit: Rule = (bin, item) =>
  -((bin.cpu - item.cpuMillis) / size.cpuMillis + (bin.memory - item.memoryMib) / size.memoryMib)

/** Nodes used, items coming one by one, beside dot-product scoring over all bins. Pass: never one more on any of the sequences. */
export async function run(): Promise<Figure> {
  const sequences = mixes.flatMap(({ name, draw }) =>
    [1, 2, 3, 4].map((seed) => {
      const next = randomNumbers(seed)
      const items = Array.from({ length: itemCount }, () => draw(next))
      return { name, ours: nodesUsed(items), peer: binsUsed(items, dotProduct), fit: binsUsed(items, bestFit) }
    }),
  )
  const sum = (of: (s: (typeof sequences)[number]) => number, name?: string) =>
    sequences.filter((s) => name === undefined || s.name === name).reduce((total, s) => total + of(s), 0)
  const lines = mixes.map(
    ({ name }) =>
      `${name}: ${sum((s) => s.ours, name)} (dot product ${sum((s) => s.peer, name)}, best fit ${sum((s) => s.fit, name)})`,
  )
  return {
    name: "packing online, nodes used beside dot-product scoring",
    ratio: sum((s) => s.peer) / sum((s) => s.ours),
    pass: sequences.every((s) => s.ours <= s.peer),
    detail: lines.join("; "),
  }
}

if (isMain(import.meta.url)) show(await run())
