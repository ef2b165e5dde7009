import fc from "fast-check"
import type { Demand, Fleet, NodeView, Resident } from "../fleet"

/** A node of 4 cores, 8 GiB and 200 GiB disk with nothing on it. */
export const node = (name: string, change: Partial<NodeView> = {}): NodeView => ({
  id: name,
  name,
  rack: "r1",
  state: "up",
  runsVms: false,
  size: { cpuMillis: 4_000, memoryMib: 8_192, diskGib: 200 },
  reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 0 },
  residents: [],
  ...change,
})

export const resident = (id: string, change: Partial<Resident> = {}): Resident => ({
  id,
  sibling: `shop:${id}`,
  failoverGroup: null,
  cpuMillis: 1_000,
  memoryMib: 1_024,
  pendingGib: 0,
  ...change,
})

/** `there` with what they hold reserved. */
export const nodeWith = (name: string, there: readonly Resident[], change: Partial<NodeView> = {}): NodeView =>
  node(name, {
    reserved: {
      cpuMillis: there.reduce((sum, r) => sum + r.cpuMillis, 0),
      memoryMib: there.reduce((sum, r) => sum + r.memoryMib, 0),
      diskGib: there.reduce((sum, r) => sum + r.pendingGib, 0),
    },
    residents: there,
    ...change,
  })

export const demand = (id: string, change: Partial<Demand> = {}): Demand => ({
  id,
  path: `shop:main.${id}[0]`,
  sibling: `shop:${id}`,
  machine: "container",
  cpuMillis: 1_000,
  memoryMib: 1_024,
  newVolumeGib: 0,
  dataOn: null,
  lastNodeId: null,
  pin: [],
  failoverGroup: null,
  ...change,
})

const arbitraryResident = fc.record({
  kind: fc.integer({ min: 0, max: 3 }),
  grouped: fc.boolean(),
  cpuMillis: fc.integer({ min: 0, max: 4 }).map((n) => n * 250),
  memoryMib: fc.integer({ min: 0, max: 4 }).map((n) => n * 512),
  pendingGib: fc.constantFrom(0, 0, 10),
})

const arbitraryNode = fc.record({
  big: fc.boolean(),
  state: fc.constantFrom("up", "up", "up", "up", "draining", "down"),
  rack: fc.constantFrom("r1", "r2"),
  runsVms: fc.boolean(),
  there: fc.array(arbitraryResident, { maxLength: 4 }),
})

const sizes = {
  small: { cpuMillis: 4_000, memoryMib: 8_192, diskGib: 50 },
  big: { cpuMillis: 8_000, memoryMib: 12_288, diskGib: 100 },
} as const

/** Fleets of one to eight nodes of two sizes, some of them full, some not up. Names are padded: their order is that of their numbers. */
export const arbitraryFleet: fc.Arbitrary<Fleet> = fc
  .array(arbitraryNode, { minLength: 1, maxLength: 8 })
  .map((drawn) => ({
    nodes: drawn.map(({ big, state, rack, runsVms, there }, at) =>
      nodeWith(
        `n${at}`,
        there.map(({ kind, grouped, ...room }, i) =>
          resident(`r${at}-${i}`, {
            ...room,
            sibling: `shop:${kind}`,
            failoverGroup: grouped ? `shop:g${kind}` : null,
          }),
        ),
        { state, rack, runsVms, size: big ? sizes.big : sizes.small },
      ),
    ),
  }))

/** Demands of few sizes and kinds, some pinned, bound to data, grouped, or placed before. Ids of residents come up too: they move. */
export const arbitraryDemands: fc.Arbitrary<Demand[]> = fc
  .array(
    fc.record({
      kind: fc.integer({ min: 0, max: 3 }),
      machine: fc.constantFrom("container" as const, "container" as const, "vm" as const),
      cpuMillis: fc.integer({ min: 1, max: 6 }).map((n) => n * 500),
      memoryMib: fc.constantFrom(256, 1_024, 3_000),
      newVolumeGib: fc.constantFrom(0, 0, 0, 10, 40),
      pin: fc.constantFrom<string[]>([], [], [], ["n0"], ["n1", "n2"]),
      dataOn: fc.constantFrom<string[] | null>(null, null, null, ["n0"], ["n1", "n3"], []),
      last: fc.option(fc.integer({ min: 0, max: 7 }), { nil: null }),
      moves: fc.boolean(),
      grouped: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  .map((drawn) =>
    drawn.map(({ kind, last, moves, grouped, ...rest }, at) =>
      demand(moves && last !== null ? `r${last}-${at % 4}` : `d${at}`, {
        ...rest,
        sibling: `shop:${kind}`,
        lastNodeId: last === null ? null : `n${last}`,
        failoverGroup: grouped ? `shop:g${kind}` : null,
      }),
    ),
  )
