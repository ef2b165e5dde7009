import { newId } from "@/lib/ids"
import type { AssignmentPurpose, Meter } from "@/prisma/generated/enums"
import type { Db, Tx } from "@/server/db"

const gib = 1024

const machineClasses = [
  { slug: "small", name: "Small", cores: 4, memoryMib: 8 * gib, diskGib: 200, networkMbps: 1_000 },
  { slug: "standard", name: "Standard", cores: 8, memoryMib: 32 * gib, diskGib: 500, networkMbps: 10_000 },
  { slug: "large", name: "Large", cores: 16, memoryMib: 64 * gib, diskGib: 1_024, networkMbps: 10_000 },
] as const
type ClassSlug = (typeof machineClasses)[number]["slug"]

/** Nodes of each class a site starts with, in this order. */
const inventory: readonly [ClassSlug, number][] = [
  ["small", 6],
  ["standard", 4],
  ["large", 2],
]

type Site = { slug: string; name: string; city: string; country: string; latitude: number; longitude: number }
/** `priceFactor`: percent of the base prices below. */
type Partner = { slug: string; name: string; country: string; priceFactor: bigint; site: Site }

const partners: readonly Partner[] = [
  {
    slug: "polder-datahuis",
    name: "Polder Datahuis",
    country: "NL",
    priceFactor: 100n,
    site: { slug: "ams", name: "Amsterdam 1", city: "Amsterdam", country: "NL", latitude: 52.37, longitude: 4.9 },
  },
  {
    slug: "vogtland-rechenzentren",
    name: "Vogtland Rechenzentren",
    country: "DE",
    priceFactor: 90n,
    site: { slug: "fsn", name: "Falkenstein 1", city: "Falkenstein", country: "DE", latitude: 50.48, longitude: 12.37 },
  },
  {
    slug: "tidewater-colocation",
    name: "Tidewater Colocation",
    country: "US",
    priceFactor: 110n,
    site: {
      slug: "iad",
      name: "Virginia 1",
      city: "Ashburn, Virginia",
      country: "US",
      latitude: 39.04,
      longitude: -77.49,
    },
  },
]

type BaseRate = { meter: Meter; machineClass?: ClassSlug; purpose?: AssignmentPurpose; microsPerUnit: bigint }

/** Millionths of a cent per unit and hour (transfer: per GiB). Nodes of the package itself (`base`) are in its price. */
const baseRates: readonly BaseRate[] = [
  { meter: "component_core_hours", microsPerUnit: 800_000n },
  { meter: "component_memory_gib_hours", microsPerUnit: 200_000n },
  { meter: "volume_gib_hours", microsPerUnit: 10_000n },
  { meter: "snapshot_gib_hours", microsPerUnit: 5_000n },
  { meter: "transfer_out_gib", microsPerUnit: 1_000_000n },
  { meter: "class_hours", microsPerUnit: 0n },
  { meter: "node_hours", purpose: "base", microsPerUnit: 0n },
  ...(
    [
      ["small", 4_500_000n],
      ["standard", 12_000_000n],
      ["large", 24_000_000n],
    ] as const
  ).flatMap(([machineClass, microsPerUnit]) =>
    (["burst", "upgrade", "dr"] as const).map(
      (purpose): BaseRate => ({ meter: "node_hours", machineClass, purpose, microsPerUnit }),
    ),
  ),
]

/** Before anybody could have used anything, so that every use has a price. */
const pricesSince = new Date("2026-01-01T00:00:00Z")

const packages = [
  {
    slug: "starter",
    name: "Starter",
    summary: "Two nodes of your own: enough for a site and its database, and one may fail.",
    machineClass: "small",
    nodes: 2,
    monthlyPriceMinor: 3_900n,
    includedVolumeGib: 100,
    includedTransferGib: 500,
  },
  {
    slug: "team",
    name: "Team",
    summary: "Three larger nodes for a handful of applications that have to stay up.",
    machineClass: "standard",
    nodes: 3,
    monthlyPriceMinor: 19_900n,
    includedVolumeGib: 500,
    includedTransferGib: 2_000,
  },
  {
    slug: "business",
    name: "Business",
    summary: "Four large nodes for databases that live in memory and traffic that comes in waves.",
    machineClass: "large",
    nodes: 4,
    monthlyPriceMinor: 69_900n,
    includedVolumeGib: 2_000,
    includedTransferGib: 10_000,
  },
] as const

async function seedClasses(tx: Tx): Promise<Map<ClassSlug, string>> {
  const ids = new Map<ClassSlug, string>()
  for (const machineClass of machineClasses) {
    const { id } = await tx.machineClass.upsert({
      where: { slug: machineClass.slug },
      create: { id: newId(), ...machineClass },
      update: {},
    })
    ids.set(machineClass.slug, id)
  }
  return ids
}

const idOf = (classes: Map<ClassSlug, string>, slug: ClassSlug): string => {
  const id = classes.get(slug)
  if (id === undefined) throw new Error(`machine class ${slug} is not seeded`)
  return id
}

async function seedTariff(
  tx: Tx,
  dataCenterId: string,
  factor: bigint,
  classes: Map<ClassSlug, string>,
): Promise<void> {
  const where = { dataCenterId_validFrom: { dataCenterId, validFrom: pricesSince } }
  if (await tx.tariff.findUnique({ where })) return
  const tariff = await tx.tariff.create({
    data: { id: newId(), dataCenterId, currency: "EUR", validFrom: pricesSince },
  })
  await tx.rate.createMany({
    data: baseRates.map(({ meter, machineClass, purpose, microsPerUnit }) => ({
      id: newId(),
      tariffId: tariff.id,
      meter,
      machineClassId: machineClass ? idOf(classes, machineClass) : null,
      purpose: purpose ?? null,
      microsPerUnit: (microsPerUnit * factor) / 100n,
    })),
  })
}

/** Only into a site without nodes: what the provider added or retired since is not undone. */
async function seedNodes(tx: Tx, dataCenterId: string, site: string, classes: Map<ClassSlug, string>): Promise<void> {
  if ((await tx.node.count({ where: { dataCenterId } })) > 0) return
  let number = 0
  const data = inventory.flatMap(([slug, count]) =>
    Array.from({ length: count }, (_, i) => {
      number += 1
      return {
        id: newId(),
        dataCenterId,
        machineClassId: idOf(classes, slug),
        name: `${site}-n${number}`,
        rack: `r${(i % 3) + 1}`,
      }
    }),
  )
  await tx.node.createMany({ data })
}

async function seedPartner(tx: Tx, partner: Partner, classes: Map<ClassSlug, string>): Promise<void> {
  const { slug, name, country, priceFactor, site } = partner
  const { id: partnerId } = await tx.hostingPartner.upsert({
    where: { slug },
    create: { id: newId(), slug, name, country },
    update: {},
  })
  const { id: dataCenterId } = await tx.dataCenter.upsert({
    where: { slug: site.slug },
    create: { id: newId(), partnerId, ...site },
    update: {},
  })
  await seedTariff(tx, dataCenterId, priceFactor, classes)
  await seedNodes(tx, dataCenterId, site.slug, classes)
}

/**
 * Three hosting partners with a data center each, machine classes, prices, nodes and packages. The nodes' sizes are what the
 * embedded fabric pretends to. Safe to repeat; what was changed since stays.
 */
export async function seedHosting(db: Db): Promise<void> {
  await db.$transaction(async (tx) => {
    // Two processes that seed at once would both find nothing.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('seed:hosting', 0))`
    const classes = await seedClasses(tx)
    for (const partner of partners) await seedPartner(tx, partner, classes)
    for (const [position, { machineClass, ...offer }] of packages.entries())
      await tx.package.upsert({
        where: { slug: offer.slug },
        create: { id: newId(), ...offer, currency: "EUR", position, machineClassId: idOf(classes, machineClass) },
        update: {},
      })
  })
}
