import { expect, test } from "vitest"
import { memberNodeName, nameOfSize, slugsOfSize, soldSize } from "./member-size"
import { type Member, type MemberNode, planMembers } from "./plan-members"

const size = { cores: 2, memoryMib: 24 * 1024, diskGib: 6, networkMbps: 1_000 }
const member = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  state: "online",
  ...size,
  memoryMib: 24_900,
  runsVms: false,
  ...more,
})
const node = (memberName: string, more: Partial<MemberNode> = {}): MemberNode => ({
  id: memberName,
  memberName,
  state: "available",
  memberState: "online",
  evacuated: false,
  measured: size,
  runsVms: false,
  isHeld: false,
  ...more,
})
const kinds = (nodes: MemberNode[], members: Member[]) => planMembers(nodes, members).map((act) => act.kind)

test("memory and disk are sold in whole GiB, rounded down", () => {
  expect(soldSize(member("n1", { memoryMib: 24_999, diskGib: 6.9 }))).toEqual(size)
  expect(slugsOfSize(size)).toEqual(["c2-m24-d6", "c2-m24-d6-n1000"])
  expect(nameOfSize(size)).toBe("2 cores, 24 GiB, 6 GiB")
  expect(soldSize(member("n1", { memoryMib: 900 }))).toBeNull()
  expect(soldSize(member("n1", { cores: 0, memoryMib: 0, diskGib: 0 }))).toBeNull()
})

test("a node is called after its site and its member", () => {
  expect(memberNodeName("ams", "n1", new Set())).toBe("ams-n1")
  expect(memberNodeName("ams", "Node_1.example.", new Set())).toBe("ams-node-1-example")
  expect(memberNodeName("ams", "n1", new Set(["ams-n1", "ams-n1-2"]))).toBe("ams-n1-3")
})

test("what agrees asks for nothing", () => {
  expect(kinds([node("n1"), node("n2", { state: "assigned", isHeld: true })], [member("n1"), member("n2")])).toEqual([])
})

test("members become nodes once they are measured", () => {
  expect(planMembers([], [member("n1")])).toEqual([{ kind: "add", member: member("n1"), size }])
  expect(kinds([], [member("n1", { state: "offline", cores: 0 }), member("n2", { state: "evacuated" })])).toEqual([])
})

test("a free node whose member is gone is retired, one that a VDC has is told about once", () => {
  expect(kinds([node("n1")], [])).toEqual(["retire"])
  expect(kinds([node("n1", { state: "down" })], [])).toEqual(["retire"])
  expect(kinds([node("n1", { state: "draining", evacuated: true })], [])).toEqual(["retire"])
  const held = node("n1", { state: "assigned", isHeld: true })
  expect(kinds([held], [])).toEqual(["lose"])
  expect(kinds([{ ...held, memberState: "gone" }], [])).toEqual([])
})

test("a node that was given back and is not empty yet is not retired", () => {
  expect(kinds([node("n1", { state: "draining" })], [])).toEqual(["note"])
  expect(kinds([node("n1", { state: "draining", memberState: "gone" })], [])).toEqual([])
})

test("evacuated drains, restored goes back; what a VDC gave back waits to be emptied", () => {
  const evacuated = member("n1", { state: "evacuated" })
  expect(kinds([node("n1")], [evacuated])).toEqual(["drain", "note"])
  expect(kinds([node("n1", { state: "assigned", isHeld: true })], [evacuated])).toEqual(["drain", "note"])
  const drained = node("n1", { state: "draining", evacuated: true, memberState: "evacuated" })
  expect(kinds([drained], [evacuated])).toEqual([])
  expect(kinds([drained], [member("n1")])).toEqual(["restore", "note"])
  expect(kinds([{ ...drained, evacuated: false, memberState: "online" }], [member("n1")])).toEqual([])
})

test("an offline member keeps its node: whether it answers is seen elsewhere", () => {
  const offline = member("n1", { state: "offline", cores: 0, memoryMib: 0, diskGib: 0 })
  expect(planMembers([node("n1")], [offline])).toEqual([
    { kind: "note", node: node("n1"), memberState: "offline", measured: size, runsVms: false },
  ])
})

test("another size is told, a few MiB more are none", () => {
  expect(kinds([node("n1")], [member("n1", { memoryMib: 24_600 })])).toEqual([])
  const [act] = planMembers([node("n1")], [member("n1", { cores: 4 })])
  expect(act).toMatchObject({ kind: "resize", from: size, to: { ...size, cores: 4 } })
})

test("a member that can run virtual machines since, or no more, is noted; one that is away stays as it was", () => {
  const able = planMembers([node("n1")], [member("n1", { runsVms: true })])
  expect(able).toEqual([expect.objectContaining({ kind: "note", runsVms: true })])
  expect(kinds([node("n1", { runsVms: true })], [member("n1", { runsVms: true })])).toEqual([])
  const away = member("n1", { state: "offline", cores: 0, memoryMib: 0, runsVms: false })
  expect(planMembers([node("n1", { runsVms: true })], [away])).toEqual([
    expect.objectContaining({ kind: "note", memberState: "offline", runsVms: true }),
  ])
})
