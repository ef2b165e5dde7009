import type { z } from "zod"
import type { PackageOut } from "@/lib/schemas/hosting"
import type { Deps } from "../deps"
import { toMachineClassOut } from "../hosting"
import { findPackages } from "./package-store"

/** For everybody: the landing page shows them too. A handful of rows, never paged. */
export async function listPackages(deps: Deps) {
  const items = (await findPackages(deps.db)).map(
    (row): z.infer<typeof PackageOut> => ({
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
    }),
  )
  return { items, nextCursor: null }
}
