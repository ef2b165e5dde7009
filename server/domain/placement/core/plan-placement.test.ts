import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { misfitsOf } from "./filters"
import { candidateFor, type Demand, type Fleet, withResident } from "./fleet"
import { type Plan, planPlacement } from "./plan-placement"
import { arbitraryDemands, arbitraryFleet, demand, node, nodeWith, resident } from "./testing/sample-fleet"
import { scanPlan } from "./testing/scan-plan"

const plan = (fleet: Fleet, one: Demand): Plan => {
  const [first] = planPlacement(fleet, [one])
  if (!first) throw new Error("no plan")
  return first
}
const placedOn = (p: Plan): string | null => (p.kind === "place" ? p.nodeId : null)

describe("where it goes", () => {
  test("siblings go to different nodes while there are any", () => {
    const web = ["a", "b", "c", "d"].map((id) => demand(id, { sibling: "shop:web" }))
    const nodes = planPlacement({ nodes: [node("n1"), node("n2")] }, web).map(placedOn)
    expect(nodes.slice(0, 2).sort()).toEqual(["n1", "n2"])
    expect(nodes.slice(2).sort()).toEqual(["n1", "n2"])
  })

  test("siblings that run already are kept apart from", () => {
    const fleet = {
      nodes: [nodeWith("n1", [resident("a", { sibling: "shop:web" })]), nodeWith("n2", [resident("x"), resident("y")])],
    }
    expect(plan(fleet, demand("b", { sibling: "shop:web" }))).toMatchObject({ nodeId: "n2" })
  })

  test("a component follows its data, and back to where it ran if nothing speaks against it", () => {
    const nodes = [node("n1"), node("n2"), nodeWith("n3", [resident("x")])]
    expect(plan({ nodes }, demand("db", { dataOn: ["n2"] }))).toMatchObject({ kind: "place", nodeId: "n2" })
    expect(plan({ nodes }, demand("db", { lastNodeId: "n3" }))).toMatchObject({ kind: "place", nodeId: "n3" })
  })

  test("what it holds itself does not stand in its way", () => {
    const fleet = { nodes: [nodeWith("n1", [resident("web", { cpuMillis: 3_000 })])] }
    expect(plan(fleet, demand("web", { cpuMillis: 3_500, lastNodeId: "n1" }))).toMatchObject({ nodeId: "n1" })
  })

  test("one that finds no place keeps what it has", () => {
    const fleet = { nodes: [nodeWith("n1", [resident("web", { cpuMillis: 3_000 })])] }
    const plans = planPlacement(fleet, [
      demand("web", { cpuMillis: 9_000, lastNodeId: "n1" }),
      demand("job", { cpuMillis: 2_000 }),
    ])
    expect(plans.map((p) => p.kind)).toEqual(["unplaceable", "unplaceable"])
  })

  test("opposed sizes go to the nodes that have what they need", () => {
    const nodes = [
      node("n1", { reserved: { cpuMillis: 3_000, memoryMib: 0, diskGib: 0 } }),
      node("n2", { reserved: { cpuMillis: 0, memoryMib: 6_000, diskGib: 0 } }),
    ]
    expect(plan({ nodes }, demand("cache", { cpuMillis: 100, memoryMib: 2_048 }))).toMatchObject({ nodeId: "n1" })
    expect(plan({ nodes }, demand("render", { cpuMillis: 900, memoryMib: 64 }))).toMatchObject({ nodeId: "n2" })
  })

  test("packing fills what is in use before it opens an empty node", () => {
    const fleet = { nodes: [node("n1"), nodeWith("n2", [resident("x")])] }
    expect(planPlacement(fleet, [demand("a")], "pack")[0]).toMatchObject({ nodeId: "n2" })
    expect(planPlacement(fleet, [demand("a")], "spread")[0]).toMatchObject({ nodeId: "n1" })
  })
})

describe("what it says", () => {
  test("no room is told in numbers, node by node", () => {
    const nodes = [
      node("n1", { reserved: { cpuMillis: 3_700, memoryMib: 0, diskGib: 0 } }),
      node("n2", { state: "down" }),
      node("n3", { state: "draining" }),
    ]
    expect(plan({ nodes }, demand("web"))).toMatchObject({
      kind: "unplaceable",
      reason: "needs 1 core and 1 GiB; n1 has 0.3 cores free; n2 is down; n3 is being emptied.",
      rejections: [
        { nodeId: "n1", misfits: [{ code: "cpu", wanted: 1_000, free: 300 }] },
        { nodeId: "n2", misfits: [{ code: "down" }] },
        { nodeId: "n3", misfits: [{ code: "draining" }] },
      ],
    })
  })

  test("every shortfall of a node is told", () => {
    const nodes = [node("n1", { reserved: { cpuMillis: 4_000, memoryMib: 8_000, diskGib: 195 } })]
    expect(plan({ nodes }, demand("db", { newVolumeGib: 10 }))).toMatchObject({
      reason:
        "needs 1 core and 1 GiB and 10 GiB disk; n1 has 0 cores free and has 192 MiB memory free and has 5 GiB disk free.",
    })
  })

  test("a fleet without nodes, and one with many", () => {
    expect(plan({ nodes: [] }, demand("web"))).toMatchObject({ reason: "needs 1 core and 1 GiB; there are no nodes." })
    const nodes = Array.from({ length: 40 }, (_, i) =>
      node(`n${String(i).padStart(2, "0")}`, { state: i % 2 ? "down" : "draining" }),
    )
    const told = plan({ nodes }, demand("web"))
    expect(told.reason).toMatch(/n05 is down; of 34 more 17 being emptied, 17 down\.$/)
    expect(told.reason.length).toBeLessThan(300)
  })

  test("why there", () => {
    const nodes = [nodeWith("n1", [resident("a", { sibling: "shop:web" })]), node("n2")]
    expect(plan({ nodes }, demand("b", { sibling: "shop:web" })).reason).toBe(
      "on n2, which suits its size best (4 cores and 8 GiB were free); apart from web on n1",
    )
    expect(plan({ nodes }, demand("db", { dataOn: ["n1"] })).reason).toMatch(/^on n1, where its data is \(3 cores/)
    expect(plan({ nodes }, demand("b", { sibling: "shop:web", pin: ["n1"] })).reason).toMatch(
      /^on n1, which it is pinned to .*; beside 1 more of web, as no node without one had room$/,
    )
  })
})

describe("whatever the fleet and the demands", () => {
  test("the index answers as a look at every node would", () => {
    fc.assert(
      fc.property(arbitraryFleet, arbitraryDemands, fc.constantFrom("spread", "pack"), (fleet, demands, policy) => {
        const answer = planPlacement(fleet, demands, policy as "spread" | "pack").map(placedOn)
        expect(answer).toEqual(scanPlan(fleet, demands, policy as "spread" | "pack"))
      }),
      { numRuns: 400 },
    )
  })

  test("no node is overfull, no filter broken, every refusal explained, the answer always the same", () => {
    fc.assert(
      fc.property(arbitraryFleet, arbitraryDemands, (fleet, demands) => {
        const plans = planPlacement(fleet, demands)
        const shuffled = { nodes: [...fleet.nodes].reverse() }
        expect(planPlacement(shuffled, demands)).toEqual(plans)
        let nodes = fleet.nodes
        for (const [at, one] of demands.entries()) {
          const made = plans[at]
          if (made?.kind === "place") {
            const target = nodes.find((n) => n.id === made.nodeId)
            if (!target) throw new Error("placed on a node that is not there")
            expect(misfitsOf(candidateFor(target, one), one)).toEqual([])
            nodes = nodes.map((n) => leftOrCame(n, one, made.nodeId))
            expect(made.reason).toContain(target.name)
          } else {
            expect(made?.rejections).toHaveLength(nodes.length)
            expect(made?.rejections.every((r) => r.misfits.length > 0)).toBe(true)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  const leftOrCame = (n: Fleet["nodes"][number], one: Demand, nodeId: string) => {
    if (n.id === nodeId) return withResident(n, one)
    const own = n.residents.find((r) => r.id === one.id)
    if (!own) return n
    const { cpuMillis, memoryMib, diskGib } = n.reserved
    return {
      ...n,
      residents: n.residents.filter((r) => r !== own),
      reserved: {
        cpuMillis: cpuMillis - own.cpuMillis,
        memoryMib: memoryMib - own.memoryMib,
        diskGib: diskGib - own.pendingGib,
      },
    }
  }
})
