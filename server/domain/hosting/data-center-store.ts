import type { Tx } from "@/server/db"
import { notFound } from "../domain-error"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** People name things by slug, programs by id. */
export const idOrSlug = (value: string): { id: string } | { slug: string } =>
  uuid.test(value) ? { id: value } : { slug: value }

/** The open ones, with the partner and the tariff that is valid at `at`. */
export const findDataCenters = (tx: Tx, at: Date) =>
  tx.dataCenter.findMany({
    where: { closedAt: null },
    orderBy: { id: "asc" },
    include: {
      partner: true,
      tariffs: {
        where: { validFrom: { lte: at } },
        orderBy: { validFrom: "desc" },
        take: 1,
        include: { rates: { include: { machineClass: { select: { slug: true } } }, orderBy: { id: "asc" } } },
      },
    },
  })

export type FreeNodes = { dataCenterId: string; machineClass: string; nodes: number }

/** Free now, by data center and the machine classes it has nodes of: 0 when all of those are taken. */
export const countFreeNodes = (tx: Tx): Promise<FreeNodes[]> => tx.$queryRaw<FreeNodes[]>`
  SELECT d.id AS "dataCenterId", c.slug AS "machineClass",
         (count(n.id) FILTER (WHERE n.state = 'available' AND n.power_wanted))::int AS nodes
  FROM data_center d JOIN node n ON n.data_center_id = d.id JOIN machine_class c ON c.id = n.machine_class_id
  WHERE n.state <> 'retired'
  GROUP BY d.id, c.id, c.slug, c.cores ORDER BY d.id, c.cores`

/** One that is open. */
export const findDataCenter = (tx: Tx, key: string) =>
  tx.dataCenter.findUnique({ where: { ...idOrSlug(key), closedAt: null }, include: { partner: true } })

export const findMachineClass = (tx: Tx, key: string) => tx.machineClass.findUnique({ where: idOrSlug(key) })

export const findMachineClasses = (tx: Tx) => tx.machineClass.findMany({ orderBy: { cores: "asc" } })

/** Holds the data center's names and racks until the transaction ends. */
export async function lockDataCenter(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT id FROM data_center WHERE id = ${id}::uuid FOR UPDATE`
  const site = await tx.dataCenter.findUnique({ where: { id }, include: { partner: true } })
  if (!site) throw notFound("data center")
  return site
}

export type PartnerRow = {
  id: string
  slug: string
  name: string
  country: string
  dataCenters: number
  total: number
  assigned: number
  down: number
}

export const findPartners = (tx: Tx): Promise<PartnerRow[]> => tx.$queryRaw<PartnerRow[]>`
  SELECT p.id, p.slug, p.name, p.country, count(DISTINCT d.id)::int AS "dataCenters",
         (count(n.id) FILTER (WHERE n.state <> 'retired'))::int AS total,
         (count(n.id) FILTER (WHERE EXISTS (
           SELECT 1 FROM node_assignment a WHERE a.node_id = n.id AND a.ends_at IS NULL)))::int AS assigned,
         (count(n.id) FILTER (WHERE n.state = 'down' OR (n.state <> 'retired' AND NOT n.power_wanted)))::int AS down
  FROM hosting_partner p
  LEFT JOIN data_center d ON d.partner_id = p.id
  LEFT JOIN node n ON n.data_center_id = d.id
  GROUP BY p.id ORDER BY p.id`
