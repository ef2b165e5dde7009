import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import type { ClusterProblem } from "@/server/fabric/cluster-gate"
import { idOrSlug } from "./data-center-store"

const whole = {
  dataCenter: {
    include: {
      partner: true,
      vdcs: {
        where: { state: { not: "closed" } },
        select: { id: true, name: true, tenant: { select: { name: true } } },
        orderBy: { id: "asc" },
      },
      nodes: { where: { state: { not: "retired" } }, select: { state: true } },
    },
  },
} satisfies Prisma.ClusterInclude
export type ClusterRow = Prisma.ClusterGetPayload<{ include: typeof whole }>

/** With the VDCs of all tenants on it: for the provider's role. */
export const findClustersAcrossTenants = (tx: Tx): Promise<ClusterRow[]> =>
  tx.cluster.findMany({ include: whole, orderBy: { createdAt: "asc" } })

export const findClusterAcrossTenants = (tx: Tx, id: string): Promise<ClusterRow | null> =>
  tx.cluster.findUnique({ where: { id }, include: whole })

export const findClusterOf = (tx: Tx, dataCenterId: string) => tx.cluster.findUnique({ where: { dataCenterId } })

export const findClusterByFingerprint = (tx: Tx, fingerprint: string) =>
  tx.cluster.findUnique({ where: { fingerprint }, include: { dataCenter: { select: { name: true } } } })

export const findClusterIds = async (tx: Tx): Promise<string[]> =>
  (await tx.cluster.findMany({ select: { id: true }, orderBy: { id: "asc" } })).map((row) => row.id)

export const insertCluster = (tx: Tx, data: Prisma.ClusterUncheckedCreateInput) => tx.cluster.create({ data })

export async function changeCluster(tx: Tx, id: string, data: Prisma.ClusterUncheckedUpdateInput): Promise<void> {
  await tx.cluster.update({ where: { id }, data })
}

export async function deleteCluster(tx: Tx, id: string): Promise<void> {
  await tx.cluster.deleteMany({ where: { id } })
}

export type ClusterNews = {
  state: "ready" | "unreachable"
  engine?: "lxd" | "incus"
  version?: string | null
  problems: ClusterProblem[]
  lastSeenAt?: Date
}

/** The state it was in before; null when it is gone. Whoever notes the same at the same time waits, and finds it noted. */
export async function noteCluster(tx: Tx, id: string, news: ClusterNews): Promise<ClusterRow["state"] | null> {
  const [before] = await tx.$queryRaw<{ state: ClusterRow["state"] }[]>`
    SELECT state FROM cluster WHERE id = ${id}::uuid FOR UPDATE`
  if (!before) return null
  await tx.cluster.updateMany({ where: { id }, data: { ...news, problems: news.problems as Prisma.InputJsonValue } })
  return before.state
}

/** A certificate that nobody used for so long is forgotten. */
export async function forgetIdentities(tx: Tx, before: Date): Promise<void> {
  await tx.clusterIdentity.deleteMany({ where: { createdAt: { lt: before } } })
}

export const insertIdentity = (tx: Tx, row: { clientCertificate: string; clientKeySealed: string }) =>
  tx.clusterIdentity.create({ data: { id: newId(), ...row } })

export const findIdentity = (tx: Tx, id: string) => tx.clusterIdentity.findUnique({ where: { id } })

export async function deleteIdentity(tx: Tx, id: string): Promise<void> {
  await tx.clusterIdentity.deleteMany({ where: { id } })
}

/** By id or slug; a new one when it is described. Null when there is none of that name. */
export const findPartner = (tx: Tx, key: string) => tx.hostingPartner.findUnique({ where: idOrSlug(key) })

/** Null when the slug is taken. */
export async function insertPartner(tx: Tx, partner: { slug: string; name: string; country: string }) {
  const row = { id: newId(), ...partner }
  const { count } = await tx.hostingPartner.createMany({ data: [row], skipDuplicates: true })
  return count === 1 ? row : null
}

type NewSite = {
  partnerId: string
  slug: string
  name: string
  city: string
  country: string
  latitude: number
  longitude: number
}

/** Null when the slug is taken. */
export async function insertDataCenter(tx: Tx, site: NewSite): Promise<string | null> {
  const row = { id: newId(), ...site, fabric: "lxd" as const }
  const { count } = await tx.dataCenter.createMany({ data: [row], skipDuplicates: true })
  return count === 1 ? row.id : null
}

/** Its short name is free for another. */
export async function closeDataCenter(tx: Tx, site: { id: string; slug: string }, at: Date): Promise<void> {
  await tx.dataCenter.update({ where: { id: site.id }, data: { closedAt: at, slug: `${site.slug}--${site.id}` } })
}

export type NewRate = Pick<Prisma.RateUncheckedCreateInput, "meter" | "machineClassId" | "purpose" | "microsPerUnit">

/** What is valid at `at`. */
export const findTariff = (tx: Tx, dataCenterId: string, at: Date) =>
  tx.tariff.findFirst({
    where: { dataCenterId, validFrom: { lte: at } },
    orderBy: { validFrom: "desc" },
    include: { rates: { orderBy: { id: "asc" } } },
  })

export async function insertTariff(
  tx: Tx,
  tariff: { dataCenterId: string; currency: string; validFrom: Date; rates: NewRate[] },
): Promise<void> {
  const { rates, ...row } = tariff
  const { id } = await tx.tariff.create({ data: { id: newId(), ...row } })
  await tx.rate.createMany({ data: rates.map((rate) => ({ id: newId(), tariffId: id, ...rate })) })
}
