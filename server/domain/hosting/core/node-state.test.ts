import { expect, test } from "vitest"
import { type NodeEvent, type NodeState, nextNodeState, nodeMoves, nodeStatesBefore } from "./node-state"

test.each([
  ["available", "assign", "assigned"],
  ["available", "lose", "down"],
  ["available", "release", null],
  ["assigned", "assign", null],
  ["assigned", "release", "draining"],
  ["assigned", "retire", null],
  ["draining", "assign", null],
  ["draining", "emptied", "available"],
  ["assigned", "drain", "draining"],
  ["draining", "release", "draining"],
  ["draining", "restoreAssigned", "assigned"],
  ["down", "assign", null],
  ["down", "release", "draining"],
  ["down", "returnAssigned", "assigned"],
  ["down", "returnFree", "available"],
  ["down", "returnDraining", "draining"],
  ["retired", "assign", null],
  ["retired", "returnFree", null],
] as const satisfies readonly (readonly [NodeState, NodeEvent, NodeState | null])[])(
  "%s, %s → %s",
  (from, event, to) => {
    expect(nextNodeState(from, event)).toBe(to)
  },
)

test("a node is assigned only when it is free, and freed only when it is empty", () => {
  expect(nodeStatesBefore("assign")).toEqual(["available"])
  expect(nodeStatesBefore("emptied")).toEqual(["draining"])
  expect(nodeStatesBefore("release")).toEqual(["assigned", "draining", "down"])
})

test("wherever it starts, an event leads to one state", () => {
  const events = new Set(Object.values(nodeMoves).flatMap((moves) => Object.keys(moves) as NodeEvent[]))
  for (const event of events) {
    const targets = nodeStatesBefore(event).map((from) => nextNodeState(from, event))
    expect([event, new Set(targets).size]).toEqual([event, 1])
  }
})
