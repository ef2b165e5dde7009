import { decryptSecret, encryptSecret } from "@/server/crypto/secret-box"
import type { Db, Tx } from "@/server/db"
import type { ClusterAccess, PowerControl } from "@/server/fabric/cluster-gate"
import { findClusterOf } from "./cluster-store"
import { findMemberNames } from "./member-store"

const keyContext = "cluster.client_key"
const powerContext = "cluster.power_password"

export const sealClientKey = (encryptionKey: string, key: string): string =>
  encryptSecret(encryptionKey, keyContext, key)

export const openClientKey = (encryptionKey: string, sealed: string): string =>
  decryptSecret(encryptionKey, keyContext, sealed)

type PowerColumns = {
  powerKind: string | null
  powerUrl: string | null
  powerUser: string | null
  powerCertificate: string | null
  powerPasswordSealed: string | null
}

export const sealPower = (encryptionKey: string, power: PowerControl | null): PowerColumns => ({
  powerKind: power?.kind ?? null,
  powerUrl: power?.url ?? null,
  powerUser: power?.user ?? null,
  powerCertificate: power?.certificate ?? null,
  powerPasswordSealed: power ? encryptSecret(encryptionKey, powerContext, power.password) : null,
})

export function openPower(encryptionKey: string, row: PowerColumns): PowerControl | null {
  if (row.powerUrl === null || row.powerUser === null || row.powerPasswordSealed === null) return null
  return {
    kind: "redfish",
    url: row.powerUrl,
    user: row.powerUser,
    password: decryptSecret(encryptionKey, powerContext, row.powerPasswordSealed),
    certificate: row.powerCertificate,
  }
}

type AccessColumns = PowerColumns & {
  addresses: string[]
  serverCertificate: string
  clientCertificate: string
  clientKeySealed: string
  storagePool: string
  uplink: string
}

export const openAccess = (encryptionKey: string, row: AccessColumns): ClusterAccess => ({
  addresses: row.addresses,
  serverCertificate: row.serverCertificate,
  clientCertificate: row.clientCertificate,
  clientKey: openClientKey(encryptionKey, row.clientKeySealed),
  storagePool: row.storagePool,
  uplink: row.uplink,
  power: openPower(encryptionKey, row),
})

export type LoadedCluster = { access: ClusterAccess; members: { nodeId: string; name: string }[] }

/** What a driver needs to speak to a data center's cluster, and which node is which member; null when it has no cluster. */
export async function loadClusterAccess(
  db: Db | Tx,
  dataCenterId: string,
  encryptionKey: string,
): Promise<LoadedCluster | null> {
  const cluster = await findClusterOf(db, dataCenterId)
  if (!cluster) return null
  const members = (await findMemberNames(db, dataCenterId)).map(({ id, memberName }) => ({
    nodeId: id,
    name: memberName ?? "",
  }))
  return { access: openAccess(encryptionKey, cluster), members }
}
