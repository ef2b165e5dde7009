import fc from "fast-check"
import { expect, test } from "vitest"
import { freeOf } from "./fleet"
import { planReplica } from "./plan-replica"
import { arbitraryFleet, node } from "./testing/sample-fleet"

const mirror = { sizeGib: 10, primaryNodeId: "n1", holder: null }

test("another node, in another rack if there is one", () => {
  const nodes = [
    node("n1"),
    node("n2"),
    node("n3", { rack: "r2", reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 100 } }),
  ]
  expect(planReplica({ nodes }, mirror)).toEqual({
    kind: "place",
    nodeId: "n3",
    reason: "on n3, in another rack than the first copy (100 GiB disk were free)",
  })
})

test("rather where its component could run than in another rack", () => {
  const full = { cpuMillis: 4_000, memoryMib: 0, diskGib: 0 }
  const nodes = [node("n1"), node("n2"), node("n3", { rack: "r2", reserved: full })]
  const holder = { machine: "container" as const, cpuMillis: 500, memoryMib: 256, pin: [] }
  expect(planReplica({ nodes }, { ...mirror, holder })).toMatchObject({ nodeId: "n2" })
  expect(planReplica({ nodes }, { ...mirror, holder: { ...holder, pin: ["n1", "n3"] } })).toMatchObject({
    kind: "place",
  })
})

test("nowhere, in numbers", () => {
  const nodes = [
    node("n1"),
    node("n2", { state: "down" }),
    node("n3", { reserved: { cpuMillis: 0, memoryMib: 0, diskGib: 195 } }),
  ]
  expect(planReplica({ nodes }, mirror)).toMatchObject({
    kind: "unplaceable",
    reason: "the mirror needs 10 GiB disk on another node; n1 has the first copy; n2 is down; n3 has 5 GiB disk free.",
  })
})

test("never beside the first copy, never on one that is not up, never beyond its disk", () => {
  fc.assert(
    fc.property(
      arbitraryFleet,
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 0, max: 7 }),
      (fleet, sizeGib, at) => {
        const plan = planReplica(fleet, { sizeGib, primaryNodeId: `n${at}`, holder: null })
        const able = fleet.nodes.filter((n) => n.id !== `n${at}` && n.state === "up" && freeOf(n).diskGib >= sizeGib)
        if (plan.kind === "place") expect(able.map((n) => n.id)).toContain(plan.nodeId)
        else expect(able).toEqual([])
      },
    ),
  )
})

test("a virtual machine's mirror goes where one can run, rather than into another rack", () => {
  const nodes = [node("n1", { runsVms: true }), node("n2", { runsVms: true }), node("n3", { rack: "r2" })]
  const holder = { machine: "vm" as const, cpuMillis: 500, memoryMib: 256, pin: [] }
  expect(planReplica({ nodes }, { ...mirror, holder })).toMatchObject({ nodeId: "n2" })
})
