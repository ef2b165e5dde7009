import { newId } from "@/lib/ids"
import type { Prisma, Tx } from "@/server/db"
import { idOrSlug } from "../hosting"

export const findPackages = (tx: Tx) =>
  tx.package.findMany({ orderBy: [{ position: "asc" }, { id: "asc" }], include: { machineClass: true } })

export const findPackage = (tx: Tx, key: string) =>
  tx.package.findUnique({ where: idOrSlug(key), include: { machineClass: true } })

const withUse = {
  machineClass: {
    include: {
      nodes: {
        where: { state: { not: "retired" } },
        select: { state: true, powerWanted: true, dataCenter: { select: { slug: true, name: true } } },
      },
    },
  },
  _count: { select: { vdcs: true } },
} satisfies Prisma.PackageInclude
export type PackageUseRow = Prisma.PackageGetPayload<{ include: typeof withUse }>

/** With who has it and the nodes there are for it: of all tenants, for the provider's role. */
export const findPackagesAcrossTenants = (tx: Tx): Promise<PackageUseRow[]> =>
  tx.package.findMany({ orderBy: [{ position: "asc" }, { id: "asc" }], include: withUse })

export const findPackageAcrossTenants = (tx: Tx, id: string): Promise<PackageUseRow | null> =>
  tx.package.findUnique({ where: { id }, include: withUse })

/** Whoever buys a package writes a row that refers to it, and so waits here. */
export async function lockPackage(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM package WHERE id = ${id}::uuid FOR UPDATE`
}

export type PackageColumns = Omit<Prisma.PackageUncheckedCreateInput, "id" | "vdcs" | "position">

/** Behind all others; null when the slug is taken. */
export async function insertPackage(tx: Tx, columns: PackageColumns): Promise<string | null> {
  const { _max } = await tx.package.aggregate({ _max: { position: true } })
  const row = { id: newId(), ...columns, position: (_max.position ?? -1) + 1 }
  const { count } = await tx.package.createMany({ data: [row], skipDuplicates: true })
  return count === 1 ? row.id : null
}

export async function changePackage(tx: Tx, id: string, columns: Partial<PackageColumns>): Promise<void> {
  await tx.package.update({ where: { id }, data: columns })
}
