import type { z } from "zod"
import type { PackageOut } from "@/lib/schemas/hosting"
import type { MachineClass, Package } from "@/prisma/generated/client"
import type { Deps } from "../deps"
import { toMachineClassOut } from "../hosting"
import { findPackages } from "./package-store"

type PackageRow = Package & { machineClass: MachineClass }

export const toPackageOut = (row: PackageRow): z.infer<typeof PackageOut> => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  summary: row.summary,
  machineClass: toMachineClassOut(row.machineClass),
  nodes: row.nodes,
  currency: row.currency,
  monthlyPriceMinor: row.monthlyPriceMinor.toString(),
  includedVolumeGib: row.includedVolumeGib,
  includedTransferGib: row.includedTransferGib,
})

/** For everybody: the landing page shows them too. A handful of rows, never paged. */
export async function listPackages(deps: Deps) {
  const items = (await findPackages(deps.db)).map(toPackageOut)
  return { items, nextCursor: null }
}
