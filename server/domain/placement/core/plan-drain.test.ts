import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Fleet, freeOf, type NodeView, siblingOf } from "./fleet"
import { type DrainInstance, type DrainSnapshot, planDrain } from "./plan-drain"
import { arbitraryFleet, demand, node, nodeWith, resident } from "./testing/sample-fleet"

const instance = (id: string, change: Partial<DrainInstance> = {}): DrainInstance => ({
  demand: demand(id, { lastNodeId: "n1" }),
  startOrder: 1,
  volumes: [],
  ...change,
})
const volume = (id: string, replicaOn: string | null, sizeGib = 10) => ({
  id,
  path: `shop:main.${id}`,
  sizeGib,
  mirrored: true,
  replicaOn,
})
const snapshot = (nodes: NodeView[], change: Partial<DrainSnapshot> = {}): DrainSnapshot => ({
  fleet: { nodes },
  nodeId: "n1",
  instances: [],
  loose: [],
  mirrors: [],
  ...change,
})

describe("a node that is emptied", () => {
  const n1 = nodeWith("n1", [resident("web"), resident("db")])

  test("moves in start order, to where mirrors are before anywhere else", () => {
    const instances = [
      instance("web", { startOrder: 2 }),
      instance("db", { startOrder: 1, volumes: [volume("data", "n3")] }),
    ]
    const plan = planDrain(snapshot([n1, node("n2"), node("n3")], { instances }))
    expect(plan.instances.map((m) => [m.instanceId, m.to])).toEqual([
      ["db", "n3"],
      ["web", "n2"],
    ])
    expect(plan.volumes).toMatchObject([{ volumeId: "data", how: "promote", to: "n3", copyGib: 0 }])
  })

  test("copies what has no mirror where there is room for it", () => {
    const full = nodeWith("n3", [resident("x", { cpuMillis: 4_000 })])
    const instances = [instance("db", { volumes: [volume("data", "n3"), volume("log", null)] })]
    const plan = planDrain(snapshot([n1, node("n2"), full], { instances }))
    expect(plan.volumes.map((v) => [v.volumeId, v.how, v.to, v.copyGib])).toEqual([
      ["data", "copy", "n2", 10],
      ["log", "copy", "n2", 10],
    ])
  })

  test("says in numbers what has no room, and leaves it where it is", () => {
    const full = nodeWith("n2", [resident("x", { cpuMillis: 3_500 })])
    const instances = [instance("db", { volumes: [volume("data", "n2")] })]
    const plan = planDrain(snapshot([n1, full], { instances }))
    expect(plan.instances).toMatchObject([
      { to: null, reason: expect.stringContaining("needs 1 core and 1 GiB and 10 GiB disk; n1 is being emptied") },
    ])
    expect(plan.instances[0]?.reason).toContain("n2 has 0.5 cores free")
    expect(plan.volumes).toMatchObject([{ how: "stay", to: null, copyGib: 0 }])
  })

  test("copies nobody writes to go by their mirror, mirrors are made anew elsewhere", () => {
    const loose = [{ ...volume("old", "n2"), holder: null }]
    const mirrors = [{ id: "m", path: "shop:main.m", sizeGib: 10, primaryNodeId: "n2", holder: null }]
    const three = planDrain(snapshot([n1, node("n2"), node("n3")], { loose, mirrors }))
    expect(three.volumes.map((v) => [v.volumeId, v.how, v.to])).toEqual([
      ["old", "promote", "n2"],
      ["m", "mirror", "n3"],
    ])
    const two = planDrain(snapshot([n1, node("n2")], { mirrors }))
    expect(two.volumes).toMatchObject([{ how: "stay", reason: expect.stringContaining("n2 has the first copy") }])
  })
})

/** Fleets with the residents of one of their nodes as what has to go, some with volumes. */
const arbitraryDrain: fc.Arbitrary<DrainSnapshot> = arbitraryFleet
  .chain((fleet) =>
    fc.record({
      fleet: fc.constant(fleet),
      at: fc.nat({ max: fleet.nodes.length - 1 }),
      orders: fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }),
      mirrors: fc.array(fc.option(fc.nat({ max: 7 })), { minLength: 4, maxLength: 4 }),
      sizes: fc.array(fc.constantFrom(0, 5, 20), { minLength: 4, maxLength: 4 }),
    }),
  )
  .map(({ fleet, at, orders, mirrors, sizes }) => {
    const from = fleet.nodes[at] as NodeView
    const instances = from.residents.map((r, i): DrainInstance => {
      const replica = fleet.nodes[mirrors[i] ?? -1]?.id ?? null
      const size = sizes[i] ?? 0
      const { id, sibling, failoverGroup, cpuMillis, memoryMib } = r
      return {
        demand: demand(id, { sibling, failoverGroup, cpuMillis, memoryMib, lastNodeId: from.id }),
        startOrder: orders[i] ?? 0,
        volumes: size > 0 ? [volume(`v-${id}`, replica === from.id ? null : replica, size)] : [],
      }
    })
    return { fleet, nodeId: from.id, instances, loose: [], mirrors: [] }
  })

function used(fleet: Fleet, nodeId: string) {
  const found = fleet.nodes.find((n) => n.id === nodeId)
  if (!found) throw new Error(`no node ${nodeId}`)
  return { ...freeOf(found), state: found.state, groups: found.residents.map((r) => r.failoverGroup) }
}

describe("whatever the fleet", () => {
  test("everything is spoken of once, and nothing else moves", () =>
    fc.assert(
      fc.property(arbitraryDrain, (drain) => {
        const plan = planDrain(drain)
        expect(plan.instances.map((m) => m.instanceId).sort()).toEqual(drain.instances.map((i) => i.demand.id).sort())
        expect(plan.volumes).toHaveLength(drain.instances.flatMap((i) => i.volumes).length)
      }),
    ))

  test("nothing goes to a node that is not up or is emptied itself, and none is promised more than it has", () =>
    fc.assert(
      fc.property(arbitraryDrain, (drain) => {
        const plan = planDrain(drain)
        for (const to of new Set(plan.instances.flatMap((m) => m.to ?? []))) {
          const there = used(drain.fleet, to)
          const arriving = plan.instances.filter((m) => m.to === to).map((m) => m.instanceId)
          const demands = drain.instances.filter((i) => arriving.includes(i.demand.id)).map((i) => i.demand)
          expect(to).not.toBe(drain.nodeId)
          expect(there.state).toBe("up")
          expect(demands.reduce((sum, d) => sum + d.cpuMillis, 0)).toBeLessThanOrEqual(there.cpuMillis)
          expect(demands.reduce((sum, d) => sum + d.memoryMib, 0)).toBeLessThanOrEqual(there.memoryMib)
          const copied = plan.volumes.filter((v) => v.to === to).reduce((sum, v) => sum + v.copyGib, 0)
          if (copied > 0) expect(copied).toBeLessThanOrEqual(there.diskGib)
          const groups = [...there.groups, ...demands.map((d) => d.failoverGroup)].filter((g) => g !== null)
          const arrivingGroups = demands.map((d) => d.failoverGroup).filter((g) => g !== null)
          for (const group of arrivingGroups) expect(groups.filter((g) => g === group)).toHaveLength(1)
        }
      }),
    ))

  test("is in start order, the same each time, and what could move by its mirror copies nothing", () =>
    fc.assert(
      fc.property(arbitraryDrain, (drain) => {
        const plan = planDrain(drain)
        const orders = plan.instances.map((m) => drain.instances.find((i) => i.demand.id === m.instanceId)?.startOrder)
        expect(orders).toEqual([...orders].sort((a, b) => (a ?? 0) - (b ?? 0)))
        expect(planDrain(drain)).toEqual(plan)
        for (const v of plan.volumes) {
          const own = drain.instances.flatMap((i) => i.volumes).find((each) => each.id === v.volumeId)
          expect(v.copyGib).toBe(v.how === "copy" ? own?.sizeGib : 0)
          if (v.how === "promote") expect(v.to).toBe(own?.replicaOn)
        }
      }),
    ))
})

test("instances of one component go apart while there is a node without one", () => {
  const sibling = siblingOf("shop", "web")
  const nodes = [
    nodeWith("n1", [resident("w0", { sibling })]),
    nodeWith("n2", [resident("w1", { sibling })]),
    node("n3"),
  ]
  const instances = [instance("w0", { demand: demand("w0", { sibling, lastNodeId: "n1" }) })]
  expect(planDrain(snapshot(nodes, { instances })).instances).toMatchObject([{ to: "n3" }])
})
