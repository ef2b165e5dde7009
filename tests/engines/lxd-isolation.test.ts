import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import type { InstanceSpec } from "../../server/fabric/fabric-driver"
import { addressOn, instanceName, projectOf } from "../../server/fabric/lxd/core/names"
import { sha256 } from "../../server/fabric/lxd/digest"
import { inputSpec, instanceSpec, never, outputSpec, run } from "../contract/fabric-specs"
import { type LxdUnderTest, openLxd } from "../support/lxd-under-test"

const [ours, theirs] = [randomUUID(), randomUUID()]
const [wire, otherWire, theirWire] = [randomUUID(), randomUUID(), randomUUID()]
let rig: Rig
let under: LxdUnderTest
let nodes: string[] = []

/** A server on a wire, and who is on which other end: only names and places differ. */
type Cast = Record<"server" | "near" | "far" | "alone" | "stranger", InstanceSpec>
let cast: Cast

const balancer = (nodeId: string, change: Partial<InstanceSpec>) => instanceSpec(nodeId, { vdcId: ours, ...change })

function client(nodeId: string, of: InstanceSpec, over: string, change: Partial<InstanceSpec> = {}): InstanceSpec {
  const host = addressOn(sha256, over, of.instanceId, of.epoch)
  const endpoint = { instanceId: of.instanceId, path: of.path, host, port: 80, secret: "" }
  return balancer(nodeId, {
    inputs: [inputSpec("in", "http")],
    outputs: [{ ...outputSpec("out", "http", [endpoint]), wire: over }],
    ...change,
  })
}

beforeAll(async () => {
  const { options, images } = inject("testEngines")
  rig = await openRig(options)
  under = await openLxd(rig, "dc1", { images, withPower: true })
  nodes = []
  for (let i = 0; i < 3; i++) {
    const node = await under.newNode()
    await under.driver.powerOn(node, never)
    nodes.push(node.nodeId)
  }
  const [first = "", second = "", third = ""] = nodes
  await under.driver.ensureVdc({ vdcId: ours, nodeIds: [first, second], memoryMib: 4096 }, never)
  await under.driver.ensureVdc({ vdcId: theirs, nodeIds: [third], memoryMib: 4096 }, never)
  const server = balancer(first, { inputs: [{ ...inputSpec("in", "http"), wires: [wire] }] })
  const elsewhere = balancer(second, { inputs: [{ ...inputSpec("in", "http"), wires: [otherWire] }] })
  cast = {
    server,
    near: client(first, server, wire),
    far: client(second, server, wire),
    alone: client(first, elsewhere, otherWire),
    stranger: client(third, server, theirWire, { vdcId: theirs }),
  }
  for (const spec of Object.values(cast)) await run(under.driver, spec)
})
afterAll(() => under.close([ours, theirs]))

async function inside(who: keyof Cast, script: string) {
  const spec = cast[who]
  const command = ["lxc", "exec", "--project", projectOf(spec.vdcId), instanceName(spec.instanceId, spec.epoch)]
  const result = await rig.exec(under.memberOf(spec.nodeId), [...command, "--", "sh", "-c", script])
  return { code: result.code, text: `${result.stdout}${result.stderr}`.trim() }
}

/** Does a connection come about? Its first line of an answer is asked for, so that nothing in between can seem to be it. */
async function talks(who: keyof Cast, host: string, port: number): Promise<boolean> {
  const ask = `printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' | timeout 3 busybox nc -w 2 ${host} ${port} | head -c 4`
  return (await inside(who, ask)).text.startsWith("HTTP")
}

/** Any TCP connection at all: `nc -z` says so by its exit code. */
const opens = async (who: keyof Cast, host: string, port: number) =>
  (await inside(who, `timeout 3 busybox nc -w 2 ${host} ${port} </dev/null >/dev/null 2>&1`)).code === 0

const serverAddress = () => addressOn(sha256, wire, cast.server.instanceId, cast.server.epoch)
const cardOf = async (who: keyof Cast) => (await inside(who, "ls /sys/class/net | grep ^w | head -1")).text

test("who is wired reaches the other end, on its own member and across members, also by its name", async () => {
  for (const who of ["near", "far"] as const) {
    expect(await talks(who, serverAddress(), 80), who).toBe(true)
    expect(await talks(who, "out", 80), `${who} by name`).toBe(true)
  }
})

test("who is not wired does not, in the same VDC or another one", async () => {
  for (const who of ["alone", "stranger"] as const) expect(await talks(who, serverAddress(), 80), who).toBe(false)
})

test("an address of the wire taken without leave opens nothing", async () => {
  const prefix = serverAddress().split(":").slice(0, 4).join(":")
  for (const who of ["alone", "stranger"] as const) {
    const card = await cardOf(who)
    await inside(who, `ip -6 addr add ${prefix}::bad/64 dev ${card} nodad; ip link set ${card} up`)
    expect(await talks(who, serverAddress(), 80), who).toBe(false)
    await inside(who, `ip -6 addr del ${prefix}::bad/64 dev ${card}`)
  }
})

test("neither hosts nor the portal's machine can be reached, over no protocol", async () => {
  const hosts = [...under.dataCenter.members.map(({ address }) => address), rig.settings.hostAddress]
  for (const who of ["near", "stranger"] as const) {
    const card = await cardOf(who)
    await inside(who, `ip addr add 10.211.0.2/8 dev ${card}; ip route add default dev ${card}`)
    const doors = hosts.flatMap((host) => [22, 8443].map((port) => ({ host, port })))
    // All at once: what does not answer is waited for.
    const opened = await Promise.all(
      doors.map(async (door) => ({ ...door, open: await opens(who, door.host, door.port) })),
    )
    expect(opened.filter((door) => door.open)).toEqual([])
    expect(opened).toHaveLength(8)
    await inside(who, `ip addr flush dev ${card} scope global 2>/dev/null; /usr/lib/gridline/apply`)
  }
})

test("nothing but instances answers on a wire's link: the host has no address there", async () => {
  for (const who of ["near", "far"] as const) {
    const member = under.memberOf(cast[who].nodeId)
    const bridges = await rig.exec(member, ["sh", "-c", "ip -o addr show | grep -E ' glw[0-9]+ ' || true"])
    expect(bridges.stdout.trim()).toBe("")
  }
})

test("the engine itself refuses a VDC's instance on another VDC's member", async () => {
  const [, , third = ""] = nodes
  const foreign = balancer(third, {})
  await expect(under.driver.ensureInstance(foreign, never)).rejects.toMatchObject({ name: "FabricError" })
  expect((await under.driver.inspectNode(third, never)).instances).toHaveLength(1)
})
