import fc from "fast-check"
import { expect, test } from "vitest"
import { type HaComponent, type HaSnapshot, type HaVolume, survivesAnyNodeLoss } from "./ha"
import { fatesWithout } from "./node-loss"

const node = (id: string, over: Partial<HaSnapshot["nodes"][number]> = {}) => ({
  id,
  name: id,
  up: true,
  cpuMillis: 4000,
  memoryMib: 8192,
  ...over,
})
const component = (id: string, nodeId: string | null, over: Partial<HaComponent> = {}): HaComponent => ({
  id,
  path: `shop:main.${id}[0]`,
  wanted: true,
  nodeId,
  state: "running",
  cpuMillis: 1000,
  memoryMib: 1024,
  pin: [],
  failoverGroup: null,
  ...over,
})
const volume = (componentId: string | null, copies: [nodeId: string, ok: boolean][], mirrored = true): HaVolume => ({
  path: `shop:main.${componentId}.data`,
  mirrored,
  componentId,
  replicas: copies.map(([nodeId, ok], i) => ({ nodeId, ok, primary: i === 0, ageMs: i === 0 ? null : 0, asOf: null })),
})
const ha = (over: Partial<HaSnapshot>) =>
  survivesAnyNodeLoss({ nodes: [node("n1"), node("n2")], components: [], volumes: [], ...over })

test("nothing runs: nothing can be lost", () => expect(ha({}).survives).toBe(true))

test("room elsewhere and a copy of the data: survives", () => {
  expect(
    ha({
      components: [component("web", "n1"), component("db", "n2")],
      volumes: [
        volume("db", [
          ["n2", true],
          ["n1", true],
        ]),
      ],
    }),
  ).toEqual({
    survives: true,
    reasons: ["Whichever of the 2 nodes fails, the others have room for what ran on it and a copy of its data."],
    oldest: null,
  })
})

test("a mirror that stands still is a copy of then, not of now: the oldest one is named", () => {
  const mirrored = (id: string, over: Partial<HaVolume["replicas"][number]>): HaVolume => {
    const { replicas, ...rest } = volume(id, [
      ["n1", true],
      ["n2", true],
    ])
    return { ...rest, replicas: replicas.map((r) => (r.primary ? r : { ...r, ...over })) }
  }
  const asOf = new Date("2026-03-01T12:00:00Z")
  const newer = new Date("2026-03-01T12:00:30Z")
  const both = ha({
    components: [component("web", "n1"), component("db", "n1")],
    volumes: [mirrored("web", { ageMs: null, asOf: newer }), mirrored("db", { ageMs: null, asOf })],
  })
  expect(both).toEqual({
    survives: true,
    reasons: [
      "Whichever of the 2 nodes fails, the others have room for what ran on it and a copy of its data that is brought up to date in steps.",
    ],
    oldest: { path: "shop:main.db.data", asOf, ageMs: null },
  })
  const follows = ha({ components: [component("db", "n1")], volumes: [mirrored("db", { ageMs: 2_000 })] })
  expect(follows.oldest).toEqual({ path: "shop:main.db.data", asOf: null, ageMs: 2_000 })
})

test("one node is one too few", () => {
  expect(ha({ nodes: [node("n1")], components: [component("web", "n1")] }).reasons).toEqual([
    "n1 is the only node that is up.",
  ])
})

test("no room elsewhere: says who, how big and what is free", () => {
  const { survives, reasons } = ha({
    components: [component("big", "n1", { memoryMib: 6000 }), component("other", "n2", { memoryMib: 5000 })],
  })
  expect(survives).toBe(false)
  expect(reasons).toEqual([
    "If n1 is lost, shop:main.big[0] (1 core, 6000 MiB) fits on no other node; most is free on n2: 3 cores, 3192 MiB.",
    "If n2 is lost, shop:main.other[0] (1 core, 5000 MiB) fits on no other node; most is free on n1: 3 cores, 2192 MiB.",
  ])
})

test("what several would need together counts, not only each alone", () => {
  const three = ["a", "b", "c"].map((id) => component(id, "n1", { memoryMib: 2500 }))
  expect(ha({ components: [...three, component("d", "n2", { memoryMib: 600 })] }).reasons).toHaveLength(1)
})

test("stopped components keep their room but need none elsewhere", () => {
  expect(
    ha({
      components: [
        component("a", "n1", { wanted: false, memoryMib: 8000, state: "stopped" }),
        component("b", "n1", { memoryMib: 100 }),
      ],
    }).survives,
  ).toBe(true)
  expect(
    ha({
      components: [component("a", "n2", { wanted: false, memoryMib: 8000, state: "stopped" }), component("b", "n1")],
    }).survives,
  ).toBe(false)
})

test("unmirrored volumes and copies out of step are named once", () => {
  expect(ha({ components: [component("nas", "n1")], volumes: [volume("nas", [["n1", true]], false)] }).reasons).toEqual(
    ["shop:main.nas.data is kept only on n1: it is not mirrored."],
  )
  expect(
    ha({
      components: [component("nas", "n1")],
      volumes: [
        volume("nas", [
          ["n1", true],
          ["n2", false],
        ]),
      ],
    }).reasons,
  ).toEqual(["shop:main.nas.data is complete only on n1; its second copy is not in step yet."])
})

test("a component goes only where its data is", () => {
  const { reasons } = ha({
    nodes: [node("n1"), node("n2", { memoryMib: 512 }), node("n3")],
    components: [component("db", "n1")],
    volumes: [
      volume("db", [
        ["n1", true],
        ["n2", true],
      ]),
    ],
  })
  expect(reasons).toEqual([
    "If n1 is lost, shop:main.db[0] (1 core, 1024 MiB) fits on no other node; most is free on n2: 4 cores, 512 MiB.",
  ])
})

test("pins and failover groups hold after a loss too", () => {
  expect(ha({ components: [component("web", "n1", { pin: ["n1"] })] }).reasons[0]).toContain("it is pinned")
  const pair = [component("a", "n1", { failoverGroup: "g" }), component("b", "n2", { failoverGroup: "g" })]
  expect(ha({ components: pair }).reasons[0]).toContain("failover group g")
  expect(ha({ nodes: [node("n1"), node("n2"), node("n3")], components: pair }).survives).toBe(true)
})

test("a node that is down and components without one are told", () => {
  const { survives, reasons } = ha({
    nodes: [node("n1"), node("n2", { up: false }), node("n3")],
    components: [component("web", null, { state: "waiting" }), component("db", "n2", { state: "lost" })],
  })
  expect(survives).toBe(false)
  expect(reasons).toEqual([
    "n2 is down.",
    "shop:main.db[0] (lost), shop:main.web[0] (waiting) have no node that is up now.",
  ])
})

test("taking room away never makes it safer; an empty spare node never less safe", () => {
  const snapshots = fc.record({
    nodes: fc.constant([node("n1"), node("n2"), node("n3")]),
    components: fc
      .array(fc.record({ at: fc.constantFrom("n1", "n2", "n3"), memoryMib: fc.integer({ min: 100, max: 2700 }) }), {
        maxLength: 8,
      })
      .map((all) => all.map(({ at, memoryMib }, i) => component(`c${i}`, at, { memoryMib, cpuMillis: 1 }))),
    volumes: fc.constant([]),
  })
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const now = survivesAnyNodeLoss(snapshot).survives
      if (snapshot.components.every((c) => c.memoryMib < 8192))
        expect(
          survivesAnyNodeLoss({
            ...snapshot,
            nodes: [...snapshot.nodes, node("spare", { memoryMib: 65_536, cpuMillis: 64_000 })],
          }).survives,
        ).toBe(true)
      const ballast = snapshot.nodes.map((n) => component(`ballast-${n.id}`, n.id, { wanted: false, memoryMib: 8192 }))
      if (!now)
        expect(survivesAnyNodeLoss({ ...snapshot, components: [...snapshot.components, ...ballast] }).survives).toBe(
          false,
        )
    }),
  )
})

test("of a lost node everything that ran is told of: where it goes, or why nowhere", () => {
  const fates = fatesWithout(
    {
      nodes: [node("n1"), node("n2", { memoryMib: 2048 })],
      components: [
        component("web", "n1"),
        component("db", "n1"),
        component("nas", "n1"),
        component("big", "n1", { memoryMib: 4096 }),
        component("pinned", "n1", { pin: ["n1"] }),
        component("elsewhere", "n2"),
        component("resting", "n1", { wanted: false }),
      ],
      volumes: [
        volume("db", [
          ["n1", true],
          ["n2", true],
        ]),
        volume("nas", [["n1", true]], false),
      ],
    },
    "n1",
  )
  const told = Object.fromEntries(fates.map((f) => [f.component.id, f.to?.name ?? f.why]))
  expect(told).toEqual({
    db: "n2",
    web: "; most is free on n2: 2 cores, 0 MiB",
    big: "; most is free on n2: 3 cores, 1024 MiB",
    nas: ": no other node has its data",
    pinned: ": it is pinned",
  })
  expect(fates.filter((f) => f.isDataLost).map((f) => f.component.id)).toEqual(["nas"])
})
