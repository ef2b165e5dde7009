import type { z } from "zod"
import { plainFingerprint } from "@/lib/cluster-address"
import type { ClusterOut, ConnectCluster } from "@/lib/schemas/cluster"
import { plainSlug } from "@/lib/vdc-slug"
import type { Tx } from "@/server/db"
import type { ClusterReport } from "@/server/fabric/cluster-gate"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { sealClientKey, sealPower } from "./cluster-access"
import {
  deleteIdentity,
  findClusterAcrossTenants,
  findClusterByFingerprint,
  findPartner,
  findTariff,
  insertCluster,
  insertDataCenter,
  insertPartner,
  insertTariff,
  type NewRate,
} from "./cluster-store"
import { findDataCenter } from "./data-center-store"
import { type Probed, probe } from "./probe-cluster"
import { syncMembers } from "./sync-members"
import { toClusterOut } from "./to-cluster-out"

export type ConnectInput = z.output<typeof ConnectCluster>

/** Refuses what keeps a cluster from being used, at the field it concerns. */
export function expectUsable({ problems, members }: ClusterReport): void {
  const [first, ...more] = problems.filter((p) => p.blocking)
  if (first) {
    const rest = more.length === 0 ? "" : ` ${more.length} more in the way: test the connection to see all.`
    throw new DomainError("invalid", `${first.message}${rest}`, first.field ?? undefined)
  }
  if (members.length === 0) throw new DomainError("invalid", "The cluster told of no members.", "addresses")
}

/** Short name of a partner or a site, made of its name. */
function slugOf(name: string, field: string): string {
  const slug = plainSlug(name)
  if (slug.length < 2)
    throw new DomainError("invalid", `A short name is made of the name: "${name}" has no two Latin letters.`, field)
  return slug
}

async function partnerOf(tx: Tx, input: ConnectInput): Promise<{ id: string; slug: string }> {
  if (input.newPartner) {
    const made = await insertPartner(tx, {
      ...input.newPartner,
      slug: slugOf(input.newPartner.name, "newPartner.name"),
    })
    if (made) return made
    const message = `There is a partner called ${input.newPartner.name} already. Choose it, or give another name.`
    throw new DomainError("conflict", message, "newPartner.name")
  }
  const found = await findPartner(tx, input.partner ?? "")
  if (!found) throw new DomainError("invalid", "There is no such partner. List them and choose one.", "partner")
  return found
}

/** Nodes of a package are in its price, classes of the global catalog cost nothing. */
const free: readonly NewRate[] = [
  { meter: "node_hours", purpose: "base", microsPerUnit: 0n },
  { meter: "class_hours", microsPerUnit: 0n },
]

async function pricesOf(tx: Tx, input: ConnectInput, now: Date): Promise<{ currency: string; rates: NewRate[] }> {
  if (input.prices) {
    const { currency, ...prices } = input.prices
    const given: [NewRate["meter"], string][] = [
      ["component_core_hours", prices.coreHourMicros],
      ["component_memory_gib_hours", prices.memoryGibHourMicros],
      ["volume_gib_hours", prices.volumeGibHourMicros],
      ["snapshot_gib_hours", prices.snapshotGibHourMicros],
      ["transfer_out_gib", prices.transferOutGibMicros],
    ]
    const rates = given.map(([meter, micros]) => ({ meter, microsPerUnit: BigInt(micros) }))
    return { currency, rates: [...rates, ...free] }
  }
  const site = await findDataCenter(tx, input.pricesOf ?? "")
  const tariff = site && (await findTariff(tx, site.id, now))
  if (!tariff) throw new DomainError("invalid", "There is no such data center with prices. Choose another.", "pricesOf")
  const rates = tariff.rates.map(({ meter, machineClassId, purpose, microsPerUnit }) => ({
    meter,
    machineClassId,
    purpose,
    microsPerUnit,
  }))
  return { currency: tariff.currency, rates }
}

async function siteOf(tx: Tx, input: ConnectInput, partnerId: string): Promise<{ id: string; slug: string }> {
  const slug = slugOf(input.name, "name")
  const { name, city, country, latitude, longitude } = input
  const id = await insertDataCenter(tx, { partnerId, slug, name, city, country, latitude, longitude })
  if (id) return { id, slug }
  throw new DomainError("conflict", `There is a data center called ${slug} already. Give another name.`, "name")
}

/** Data center, cluster, prices and nodes: all of it or nothing. */
async function write(deps: Deps, scope: ProviderScope, input: ConnectInput, { access, report }: Probed) {
  const now = deps.clock.now()
  const { encryptionKey } = deps.settings
  const fingerprint = plainFingerprint(input.fingerprint) ?? ""
  return deps.providerDb.$transaction(async (tx) => {
    const connected = await findClusterByFingerprint(tx, fingerprint)
    if (connected) {
      const message = `This cluster is connected already, as ${connected.dataCenter.name}.`
      throw new DomainError("conflict", message, "fingerprint")
    }
    const partner = await partnerOf(tx, input)
    const site = await siteOf(tx, input, partner.id)
    await insertCluster(tx, {
      id: input.identityId,
      dataCenterId: site.id,
      engine: report.engine,
      version: report.version,
      addresses: access.addresses,
      fingerprint,
      serverCertificate: access.serverCertificate,
      clientCertificate: access.clientCertificate,
      clientKeySealed: sealClientKey(encryptionKey, access.clientKey),
      storagePool: access.storagePool,
      uplink: access.uplink,
      ...sealPower(encryptionKey, access.power),
      state: "ready",
      problems: report.problems,
      lastSeenAt: now,
    })
    await insertTariff(tx, { dataCenterId: site.id, validFrom: now, ...(await pricesOf(tx, input, now)) })
    await syncMembers(tx, site.id, report.members, scope.actor)
    await deleteIdentity(tx, input.identityId)
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "cluster.connect",
        subjectType: "cluster",
        subjectId: input.identityId,
        after: {
          dataCenter: site.slug,
          partner: partner.slug,
          addresses: access.addresses,
          fingerprint,
          members: report.members.map((member) => member.name),
        },
      },
    )
    return findClusterAcrossTenants(tx, input.identityId)
  })
}

/** Again with an identity that is a cluster by now (the answer was lost): that cluster. */
export async function connectCluster(
  deps: Deps,
  scope: ProviderScope,
  input: ConnectInput,
): Promise<z.infer<typeof ClusterOut>> {
  const there = await findClusterAcrossTenants(deps.providerDb, input.identityId)
  if (there) return toClusterOut(deps, there)
  const probed = await probe(deps, input)
  expectUsable(probed.report)
  const row = await write(deps, scope, input, probed)
  if (!row) throw new Error("the cluster that was just written is not there")
  return toClusterOut(deps, row)
}
