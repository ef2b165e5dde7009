import fc from "fast-check"
import { expect, test } from "vitest"
import { type Demand, freeOf, type NodeView } from "./fleet"
import { planPlacement, planReplica } from "./plan-placement"

const node = (name: string, change: Partial<NodeView> = {}): NodeView => ({
  id: name,
  name,
  rack: "r1",
  accepts: true,
  size: { cpuMillis: 4_000, memoryMib: 8_192, diskGib: 200 },
  reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 0 },
  siblings: [],
  failoverGroups: [],
  ...change,
})
const demand = (id: string, change: Partial<Demand> = {}): Demand => ({
  id,
  path: `shop:main.${id}[0]`,
  sibling: `shop:${id}`,
  cpuMillis: 1_000,
  memoryMib: 1_024,
  newVolumeGib: 0,
  dataOn: null,
  lastNodeId: null,
  pin: [],
  failoverGroup: null,
  ...change,
})

test("siblings go to different nodes", () => {
  const plans = planPlacement({ nodes: [node("n1"), node("n2")] }, [
    demand("a", { sibling: "shop:web" }),
    demand("b", { sibling: "shop:web" }),
  ])
  expect(new Set(plans.map((p) => p.kind === "place" && p.nodeId)).size).toBe(2)
})

test("no room is told in numbers, node by node", () => {
  const [plan] = planPlacement(
    {
      nodes: [node("n1", { reserved: { cpuMillis: 3_700, memoryMib: 0, diskGib: 0 } }), node("n2", { accepts: false })],
    },
    [demand("web")],
  )
  expect(plan).toMatchObject({
    kind: "unplaceable",
    reason: "needs 1 core and 1 GiB; n1 has 0.3 cores free; n2 is down.",
  })
})

test("a component follows its data", () => {
  const [plan] = planPlacement({ nodes: [node("n1"), node("n2")] }, [demand("db", { dataOn: ["n2"] })])
  expect(plan).toMatchObject({ kind: "place", nodeId: "n2" })
})

test("the mirror goes to another node, in another rack if there is one", () => {
  const nodes = [node("n1"), node("n2"), node("n3", { rack: "r2" })]
  expect(planReplica({ nodes }, { sizeGib: 10, primaryNodeId: "n1" })).toBe("n3")
  expect(planReplica({ nodes: nodes.slice(0, 1) }, { sizeGib: 10, primaryNodeId: "n1" })).toBeNull()
})

const arbitraryFleet = fc.array(
  fc.record({
    cpu: fc.integer({ min: 0, max: 4_000 }),
    memory: fc.integer({ min: 0, max: 8_192 }),
    accepts: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)
const arbitraryDemands = fc.array(
  fc.record({
    cpuMillis: fc.integer({ min: 1, max: 5_000 }),
    memoryMib: fc.integer({ min: 1, max: 9_000 }),
    kind: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 20 },
)

test("never more than a node holds, never on one that is down, always the same answer", () => {
  fc.assert(
    fc.property(arbitraryFleet, arbitraryDemands, (fleet, wanted) => {
      const nodes = fleet.map((f, i) =>
        node(`n${i}`, { accepts: f.accepts, reserved: { cpuMillis: f.cpu, memoryMib: f.memory, diskGib: 0 } }),
      )
      const demands = wanted.map((w, i) => demand(`d${i}`, { ...w, sibling: `shop:${w.kind}` }))
      const plans = planPlacement({ nodes }, demands)
      expect(planPlacement({ nodes }, demands)).toEqual(plans)
      for (const n of nodes) {
        const here = demands.filter((_, i) => {
          const plan = plans[i]
          return plan?.kind === "place" && plan.nodeId === n.id
        })
        if (here.length > 0) expect(n.accepts).toBe(true)
        expect(here.reduce((sum, d) => sum + d.cpuMillis, 0)).toBeLessThanOrEqual(
          freeOf(n).cpuMillis + (here.length ? 0 : 1e9),
        )
        expect(here.reduce((sum, d) => sum + d.memoryMib, 0)).toBeLessThanOrEqual(
          freeOf(n).memoryMib + (here.length ? 0 : 1e9),
        )
      }
      for (const plan of plans) if (plan.kind === "unplaceable") expect(plan.rejections).toHaveLength(nodes.length)
    }),
  )
})
