import { beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig, type RigFile } from "../../scripts/rig/rig"
import { pinnedRequest } from "../support/pinned-request"
import { askPowerControl, engineOf, joinDataCenter } from "../support/rig-client"
import { makeIdentity } from "../support/self-signed-certificate"

const client = makeIdentity("rig-test")
let rig: Rig
let file: RigFile

beforeAll(async () => {
  rig = await openRig(inject("testEngines").options)
  const read = await rig.read()
  if (!read) throw new Error("The rig has no rig.json.")
  file = read
})

function dataCenter(name: string) {
  const found = file.dataCenters.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`rig.json knows no ${name}.`)
  return found
}

async function stateOf(member: string): Promise<string | undefined> {
  const answer = await pinnedRequest(engineOf(dataCenter("dc1")), "GET", "/1.0/cluster/members?recursion=1", { client })
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`)
  const { metadata } = JSON.parse(answer.text) as { metadata: { server_name: string; status: string }[] }
  return metadata.find(({ server_name: name }) => name === member)?.status
}

const reset = (member: string, ResetType: string) =>
  askPowerControl(dataCenter("dc1"), "POST", `/redfish/v1/Systems/${member}/Actions/ComputerSystem.Reset`, {
    ResetType,
  })

async function powerOf(member: string): Promise<string> {
  const answer = await askPowerControl(dataCenter("dc1"), "GET", `/redfish/v1/Systems/${member}`)
  return (JSON.parse(answer.text) as { PowerState: string }).PowerState
}

test("a token lets one client in, once; then both data centers answer it", async () => {
  for (const each of file.dataCenters) {
    const token = await rig.token(each.name)
    expect((await rig.read())?.dataCenters.find(({ name }) => name === each.name)?.joinToken).toBe(token)
    expect((await joinDataCenter(each, token, client)).status).toBe(201)
    expect((await joinDataCenter(each, token, makeIdentity("late"))).status).toBe(403)
    for (const url of each.addresses) {
      const answer = await pinnedRequest({ url, certificate: each.certificate }, "GET", "/1.0", { client })
      expect(JSON.parse(answer.text)).toMatchObject({ metadata: { auth: "trusted" } })
    }
  }
})

test("members are online, and the cluster's storage is there", async () => {
  for (const member of ["n1", "n2", "n3"]) expect(await stateOf(member)).toBe("Online")
  const pools = await pinnedRequest(engineOf(dataCenter("dc2")), "GET", "/1.0/storage-pools/default", { client })
  expect(JSON.parse(pools.text)).toMatchObject({ metadata: { driver: "btrfs", status: "Created" } })
})

test("the power control wants its password, and refuses what it does not know", async () => {
  const dc1 = dataCenter("dc1")
  expect((await askPowerControl(dc1, "GET", "/redfish/v1/Systems/n1", undefined, "wrong")).status).toBe(401)
  expect((await askPowerControl(dc1, "GET", "/redfish/v1/Systems/n9")).status).toBe(404)
  expect((await reset("n3", "Nmi")).status).toBe(400)
  const list = JSON.parse((await askPowerControl(dc1, "GET", "/redfish/v1/Systems")).text) as { Members: object[] }
  expect(list.Members).toHaveLength(4)
})

test("a machine without power is Offline within 30 s, and Online again when it has booted", async () => {
  await rig.settle("dc1")
  expect(await powerOf("n3")).toBe("On")
  expect((await reset("n3", "ForceOff")).status).toBe(204)
  expect(await powerOf("n3")).toBe("Off")
  await expect.poll(() => stateOf("n3"), { timeout: 30_000, interval: 250 }).toBe("Offline")
  expect((await reset("n3", "On")).status).toBe(204)
  expect(await powerOf("n3")).toBe("On")
  await expect.poll(() => stateOf("n3"), { timeout: 60_000, interval: 250 }).toBe("Online")
})

test("only the daemon dies, or the cable is pulled: the machine goes on", async () => {
  await rig.killDaemon("n4")
  expect((await rig.status()).machines.find(({ name }) => name === "n4")).toMatchObject({ power: "On", answers: false })
  await rig.boot("n4")
  await rig.cut("n4")
  const ask = () => pinnedRequest(engineOf(dataCenter("dc2")), "GET", "/1.0", { client, timeoutSeconds: 2 })
  await expect(ask()).rejects.toThrow()
  await rig.heal("n4")
  await expect.poll(async () => (await ask()).status, { timeout: 30_000 }).toBe(200)
})
