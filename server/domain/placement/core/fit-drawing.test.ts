import { expect, test } from "vitest"
import { type DrawnComponent, fitDrawing } from "./fit-drawing"
import { node, nodeWith, resident } from "./testing/sample-fleet"

const drawn = (name: string, change: Partial<DrawnComponent> = {}): DrawnComponent => ({
  name,
  count: 1,
  machine: "container",
  cpuMillis: 1_000,
  memoryMib: 512,
  volumes: [],
  pin: [],
  failoverGroup: null,
  ...change,
})

test("a drawing that fits has no problems, one that does not says which and why", () => {
  const fleet = { nodes: [node("n1"), node("n2")] }
  expect(fitDrawing(fleet, "new", [drawn("web", { count: 8 })])).toEqual([])
  expect(fitDrawing(fleet, "new", [drawn("web", { count: 9 })])).toEqual([
    "web[8] needs 1 core and 512 MiB; n1 has 0 cores free; n2 has 0 cores free.",
  ])
})

test("a mirror takes its disk on another node than the first copy", () => {
  const fleet = { nodes: [node("n1"), node("n2")] }
  const db = (sizeGib: number) => [drawn("db", { volumes: [{ sizeGib, mirrored: true }] })]
  expect(fitDrawing(fleet, "new", db(200))).toEqual([])
  expect(fitDrawing({ nodes: [node("n1"), node("n2", { state: "down" })] }, "new", db(150))).toEqual([
    "db: the mirror needs 150 GiB disk on another node; n1 has the first copy; n2 is down.",
  ])
  expect(fitDrawing({ nodes: [node("n1")] }, "new", db(150))).toEqual([])
})

test("what runs counts with its new size where it is, and brings no new volumes", () => {
  const db = resident("r1", { sibling: "app:db", cpuMillis: 2_000 })
  const other = resident("r2", { sibling: "other:web", cpuMillis: 2_000 })
  const fleet = { nodes: [nodeWith("n1", [db, other]), node("n2")] }
  const resized = (cpuMillis: number) => [drawn("db", { cpuMillis, volumes: [{ sizeGib: 500, mirrored: true }] })]
  expect(fitDrawing(fleet, "app", resized(2_000))).toEqual([])
  expect(fitDrawing(fleet, "app", resized(2_500))).toEqual([
    "db needs 2.5 cores and 512 MiB; n1, where it runs, has 2 cores free beside the others.",
  ])
})

test("what was on a lost node may go anywhere", () => {
  const db = resident("r1", { sibling: "app:db", cpuMillis: 2_000 })
  const fleet = { nodes: [nodeWith("n1", [db], { state: "down" }), node("n2")] }
  expect(fitDrawing(fleet, "app", [drawn("db", { volumes: [{ sizeGib: 500, mirrored: true }] })])).toEqual([])
})

test("a virtual machine fits where one can run, and elsewhere the reason is told", () => {
  const fleet = { nodes: [node("n1", { runsVms: true }), node("n2")] }
  expect(fitDrawing(fleet, "new", [drawn("db", { machine: "vm", count: 4 })])).toEqual([])
  expect(fitDrawing(fleet, "new", [drawn("db", { machine: "vm", count: 5 })])).toEqual([
    "db[4] needs 1 core and 512 MiB; n1 has 0 cores free; n2 cannot run virtual machines.",
  ])
})
