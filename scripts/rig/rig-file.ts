import { X509Certificate } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { apiPort, type DataCenterPlan, firstMember, type RigSettings } from "./rig-settings"

const Redfish = z.object({
  url: z.url(),
  user: z.string(),
  password: z.string(),
  /** Of the service's own certificate: the SHA-256 of its DER form, in hexadecimal, and the certificate itself. */
  fingerprint: z.string(),
  certificate: z.string(),
})
export type Redfish = z.infer<typeof Redfish>

const DataCenter = z.object({
  name: z.string(),
  addresses: z.array(z.url()),
  fingerprint: z.string(),
  certificate: z.string(),
  /** Trusts one client and then nobody; `token` makes the next one. */
  joinToken: z.string(),
  storagePool: z.string(),
  uplink: z.string(),
  redfish: Redfish,
  members: z.array(z.object({ name: z.string(), address: z.string() })),
})
export type RigDataCenter = z.infer<typeof DataCenter>

const RigFile = z.object({ name: z.string(), dataCenters: z.array(DataCenter) })
/** What a test, or a person who connects Gridline, has to know of a rig. */
export type RigFile = z.infer<typeof RigFile>

export const rigFilePath = ({ directory }: RigSettings) => join(directory, "rig.json")

export async function readRigFile(settings: RigSettings): Promise<RigFile | undefined> {
  const path = rigFilePath(settings)
  return existsSync(path) ? RigFile.parse(JSON.parse(await readFile(path, "utf8"))) : undefined
}

/** Whole or not at all: others read it while it is written. */
export async function writeRigFile(settings: RigSettings, content: RigFile): Promise<void> {
  const path = rigFilePath(settings)
  await writeFile(`${path}.${process.pid}`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.${process.pid}`, path)
}

export const fingerprintOf = (certificate: string) =>
  new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase()

export async function describeDataCenter(plan: DataCenterPlan, joinToken: string, redfish: Redfish) {
  // Members of a cluster show one certificate, whichever is asked.
  const file = plan.members.length > 1 ? "cluster.crt" : "server.crt"
  const certificate = await readFile(join(firstMember(plan).lxdDirectory, file), "utf8")
  return {
    name: plan.name,
    addresses: plan.members.map(({ address }) => `https://${address}:${apiPort}`),
    fingerprint: fingerprintOf(certificate),
    certificate,
    joinToken,
    storagePool: "default",
    uplink: "eth0",
    redfish,
    members: plan.members.map(({ name, address }) => ({ name, address })),
  } satisfies RigDataCenter
}
