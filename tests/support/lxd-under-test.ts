import { randomUUID } from "node:crypto"
import { fileURLToPath } from "node:url"
import type { Rig } from "../../scripts/rig/rig"
import type { RigDataCenter } from "../../scripts/rig/rig-file"
import type { ClusterAccess } from "../../server/fabric/cluster-gate"
import type { NodeSpec } from "../../server/fabric/fabric-driver"
import { type ClosableFabric, createLxdFabric, createLxdGate } from "../../server/fabric/lxd"
import { nodeSpec } from "../contract/fabric-specs"
import { makeIdentity } from "./self-signed-certificate"

const never = new AbortController().signal
export const contentDir = fileURLToPath(new URL("../../server/fabric/content", import.meta.url))

export type LxdUnderTest = {
  driver: ClosableFabric
  access: ClusterAccess
  dataCenter: RigDataCenter
  /** Says the first member of itself. */
  runsVms: boolean
  /** A member nothing is on, as a node of a new id. There are as many at a time as there are members. */
  newNode(): Promise<NodeSpec>
  memberOf(nodeId: string): string
  nodeIds(): string[]
  /** Takes everything off the members, and the VDCs with it. */
  close(vdcIds: readonly string[]): Promise<void>
}

/** Another way to the members than the direct one, and whose certificates are met on it. */
export type Detour = { reach: (address: string) => string; serverCertificate: string }
export type LxdTestOptions = {
  images: string
  withPower: boolean
  detour?: (access: ClusterAccess) => Promise<Detour>
}

/** Trust of a data center of the rig, gained as the portal gains it: by a one-time token. */
export async function joinRig(rig: Rig, name: string, withPower: boolean): Promise<ClusterAccess> {
  const file = await rig.read()
  const dataCenter = file?.dataCenters.find((candidate) => candidate.name === name)
  if (!dataCenter) throw new Error(`the rig has no ${name}`)
  const identity = makeIdentity(`test-${randomUUID().slice(0, 8)}`)
  const gate = createLxdGate({ availableImages: () => Promise.resolve(["files@1"]) })
  const { redfish, addresses, fingerprint, storagePool, uplink } = dataCenter
  const access: ClusterAccess = {
    addresses,
    serverCertificate: await gate.fetchCertificate(addresses[0] ?? "", fingerprint, never),
    clientCertificate: identity.certificate,
    clientKey: identity.key,
    storagePool,
    uplink,
    power: withPower
      ? {
          kind: "redfish",
          url: redfish.url,
          user: redfish.user,
          password: redfish.password,
          certificate: redfish.certificate,
        }
      : null,
  }
  await gate.join(access, await rig.token(name), never)
  return access
}

export async function openLxd(rig: Rig, name: string, options: LxdTestOptions): Promise<LxdUnderTest> {
  const access = await joinRig(rig, name, options.withPower)
  const file = await rig.read()
  const dataCenter = file?.dataCenters.find((candidate) => candidate.name === name)
  if (!dataCenter) throw new Error(`the rig has no ${name}`)
  const names = dataCenter.members.map((member) => member.name)
  const members: { nodeId: string; name: string }[] = []
  const detour = await options.detour?.(access)
  const taken = { ...access, serverCertificate: detour?.serverCertificate ?? access.serverCertificate }
  const driver = createLxdFabric({
    source: () => Promise.resolve({ access: taken, members: [...members] }),
    imagesDir: options.images,
    contentDir,
    onTrouble: (error, what) => console.error(`${what}:`, error),
    ...(detour ? { reach: detour.reach } : {}),
  })
  const { stdout } = await rig.exec(names[0] ?? "", ["lxc", "query", "/1.0"])
  const { environment } = JSON.parse(stdout) as { environment: { driver: string } }
  let turn = 0
  return {
    driver,
    access,
    dataCenter,
    runsVms: environment.driver.includes("qemu"),
    async newNode() {
      // What an earlier test killed is back, and the cluster can lose another member.
      await rig.settle(name)
      const member = names[turn++ % names.length] ?? ""
      const before = members.findIndex((m) => m.name === member)
      if (before >= 0) members.splice(before, 1)
      const spec = nodeSpec()
      members.push({ nodeId: spec.nodeId, name: member })
      // Emptied of what an earlier test, or an earlier run, left on it.
      await driver.retireNode(spec.nodeId, never)
      return { ...spec, name: member }
    },
    nodeIds: () => members.map((m) => m.nodeId),
    memberOf: (nodeId) => members.find((m) => m.nodeId === nodeId)?.name ?? "",
    async close(vdcIds) {
      for (const { nodeId } of members) await driver.retireNode(nodeId, never)
      for (const vdcId of vdcIds) await driver.removeVdc(vdcId, never)
      await driver.close()
    },
  }
}
