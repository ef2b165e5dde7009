import { randomUUID } from "node:crypto"
import { beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import type { ClusterAccess, ClusterNews } from "../../server/fabric/cluster-gate"
import { FabricError } from "../../server/fabric/fabric-driver"
import { createLxdGate } from "../../server/fabric/lxd"
import { joinRig } from "../support/lxd-under-test"

const gate = createLxdGate({ availableImages: () => Promise.resolve([]) })
let rig: Rig
let access: ClusterAccess

beforeAll(async () => {
  rig = await openRig(inject("testEngines").options)
  await rig.settle("dc1")
  access = await joinRig(rig, "dc1", false)
})

/** Listens until `stop`; `ended` is how it ended. */
function listen(to: ClusterAccess) {
  const [news, stop]: [ClusterNews[], AbortController] = [[], new AbortController()]
  const ended = gate.follow(to, (one) => news.push(one), stop.signal).catch((error: unknown) => error)
  return { news, stop, ended }
}

async function lxc(member: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await rig.exec(member, ["lxc", ...args])
  if (code !== 0) throw new Error(stderr)
}

test("what happens on any member is told by the one that is listened to", async () => {
  const { news, stop, ended } = listen(access)
  await expect.poll(() => news, { timeout: 10_000 }).toEqual([{ kind: "members" }])
  const vdcId = randomUUID()
  await lxc("n2", "project", "create", `gl-${vdcId}`, "-c", "features.profiles=false", "-c", "features.images=false")
  try {
    await lxc("n2", "init", "short-lived", "--empty", "--project", `gl-${vdcId}`, "--target", "n2")
    await lxc("n2", "delete", "short-lived", "--project", `gl-${vdcId}`)
    await expect.poll(() => news, { timeout: 10_000 }).toContainEqual({ kind: "instance", vdcId })
  } finally {
    await lxc("n2", "project", "delete", `gl-${vdcId}`)
  }
  const before = news.length
  // Not of an evacuation: LXD 5.0 does not speak of those, and the next look finds them.
  await lxc("n2", "cluster", "set", "n3", `user.note=${vdcId}`)
  await expect.poll(() => news.length, { timeout: 10_000 }).toBeGreaterThan(before)
  await lxc("n2", "cluster", "unset", "n3", "user.note")
  stop.abort(new Error("enough"))
  expect(await ended).toEqual(new Error("enough"))
})

test("a member that loses its power while it is listened to ends the stream, and the next one is listened to", async () => {
  const { news, ended } = listen(access)
  await expect.poll(() => news.length, { timeout: 10_000 }).toBe(1)
  await rig.kill("n1")
  expect(await ended).toBeInstanceOf(FabricError)
  const other = listen(access)
  await expect.poll(() => other.news.length, { timeout: 10_000 }).toBe(1)
  other.stop.abort()
  await other.ended
  await rig.settle("dc1")
})
