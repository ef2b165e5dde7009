import type { z } from "zod"
import { groupBy } from "@/lib/group-by"
import type { CreatePackage, ProviderPackageOut, UpdatePackage } from "@/lib/schemas/hosting"
import { plainSlug } from "@/lib/vdc-slug"
import type { ProviderScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { findMachineClass } from "../hosting"
import { toPackageOut } from "./list-packages"
import {
  changePackage,
  findPackageAcrossTenants,
  findPackagesAcrossTenants,
  insertPackage,
  lockPackage,
  type PackageColumns,
  type PackageUseRow,
} from "./package-store"

type ProviderPackage = z.infer<typeof ProviderPackageOut>

function toProviderPackageOut(row: PackageUseRow): ProviderPackage {
  const bySite = [...groupBy(row.machineClass.nodes, (node) => node.dataCenter.slug).values()]
  return {
    ...toPackageOut(row),
    vdcs: row._count.vdcs,
    dataCenters: bySite
      .map((nodes) => ({
        slug: nodes[0]?.dataCenter.slug ?? "",
        name: nodes[0]?.dataCenter.name ?? "",
        nodes: nodes.length,
        free: nodes.filter((node) => node.state === "available" && node.powerWanted).length,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, "en")),
  }
}

/** A handful of rows, never paged. */
export async function listPackagesForProvider(deps: Deps, _scope: ProviderScope) {
  return { items: (await findPackagesAcrossTenants(deps.providerDb)).map(toProviderPackageOut), nextCursor: null }
}

/** Prices and what is included, as an audit reads them. */
const told = (it: Partial<PackageColumns>) => ({
  ...(it.name === undefined ? {} : { name: it.name }),
  ...(it.summary === undefined ? {} : { summary: it.summary }),
  ...(it.nodes === undefined ? {} : { nodes: it.nodes }),
  ...(it.currency === undefined ? {} : { currency: it.currency }),
  ...(it.monthlyPriceMinor === undefined ? {} : { monthlyPriceMinor: it.monthlyPriceMinor.toString() }),
  ...(it.includedVolumeGib === undefined ? {} : { includedVolumeGib: it.includedVolumeGib }),
  ...(it.includedTransferGib === undefined ? {} : { includedTransferGib: it.includedTransferGib }),
})

export async function createPackage(
  deps: Deps,
  scope: ProviderScope,
  input: z.output<typeof CreatePackage>,
): Promise<ProviderPackage> {
  const slug = plainSlug(input.name)
  if (slug.length < 2)
    throw new DomainError("invalid", "A short name is made of the name: it needs two Latin letters.", "name")
  const row = await deps.providerDb.$transaction(async (tx) => {
    const machineClass = await findMachineClass(tx, input.machineClass)
    if (!machineClass)
      throw new DomainError("invalid", "There is no such machine class. List them and choose one.", "machineClass")
    const { machineClass: _key, monthlyPriceMinor, ...terms } = input
    const columns = { ...terms, slug, machineClassId: machineClass.id, monthlyPriceMinor: BigInt(monthlyPriceMinor) }
    const id = await insertPackage(tx, columns)
    if (!id) throw new DomainError("conflict", `There is a package called ${slug} already. Give another name.`, "name")
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "package.create",
        subjectType: "package",
        subjectId: id,
        after: { slug, machineClass: machineClass.slug, ...told(columns) },
      },
    )
    return findPackageAcrossTenants(tx, id)
  })
  if (!row) throw notFound("package")
  return toProviderPackageOut(row)
}

/** Bills are made of the terms somebody bought: those stay, the words may change. */
export async function updatePackage(
  deps: Deps,
  scope: ProviderScope,
  { packageId, monthlyPriceMinor, ...input }: z.output<typeof UpdatePackage>,
): Promise<ProviderPackage> {
  const row = await deps.providerDb.$transaction(async (tx) => {
    await lockPackage(tx, packageId)
    const before = await findPackageAcrossTenants(tx, packageId)
    if (!before) throw notFound("package")
    const columns: Partial<PackageColumns> = Object.fromEntries(
      Object.entries({
        ...input,
        ...(monthlyPriceMinor === undefined ? {} : { monthlyPriceMinor: BigInt(monthlyPriceMinor) }),
      }).filter(([, value]) => value !== undefined),
    )
    const terms = ["nodes", "currency", "monthlyPriceMinor", "includedVolumeGib", "includedTransferGib"] as const
    const changed = terms.find((term) => columns[term] !== undefined && columns[term] !== before[term])
    if (changed && before._count.vdcs > 0)
      throw new DomainError(
        "conflict",
        `${before.name} was bought on these terms: they stay. Make a package of another name for new ones.`,
        changed,
      )
    await changePackage(tx, packageId, columns)
    await recordAudit(
      tx,
      { tenantId: null, actor: scope.actor },
      {
        action: "package.update",
        subjectType: "package",
        subjectId: packageId,
        before: told(before),
        after: told({ ...before, ...columns }),
      },
    )
    return findPackageAcrossTenants(tx, packageId)
  })
  if (!row) throw notFound("package")
  return toProviderPackageOut(row)
}
