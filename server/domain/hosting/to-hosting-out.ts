import type { z } from "zod"
import type { DataCenterOut, MachineClassOut, NodeOrderOut, ProviderNodeOut } from "@/lib/schemas/hosting"
import type { DataCenter, HostingPartner, MachineClass } from "@/prisma/generated/client"
import type { AssignmentPurpose } from "@/prisma/generated/enums"
import type { FreeNodes } from "./data-center-store"
import type { NodeOrderRow } from "./node-order-store"
import type { ProviderNodeRow } from "./node-store"

export const toMachineClassOut = (row: MachineClass): z.infer<typeof MachineClassOut> => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  cores: row.cores,
  memoryMib: row.memoryMib,
  diskGib: row.diskGib,
  networkMbps: row.networkMbps,
})

export const toSiteOut = (
  row: Pick<DataCenter, "id" | "slug" | "name"> & { partner: Pick<HostingPartner, "name"> },
) => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  partner: row.partner.name,
})

type TariffRow = {
  currency: string
  rates: {
    meter: string
    purpose: AssignmentPurpose | null
    microsPerUnit: bigint
    machineClass: { slug: string } | null
  }[]
}
type DataCenterRow = DataCenter & { partner: HostingPartner; tariffs: TariffRow[] }

export function toDataCenterOut(row: DataCenterRow, free: FreeNodes[]): z.infer<typeof DataCenterOut> {
  const tariff = row.tariffs[0]
  return {
    ...toSiteOut(row),
    city: row.city,
    country: row.country,
    latitude: row.latitude,
    longitude: row.longitude,
    fabric: row.fabric,
    currency: tariff?.currency ?? "EUR",
    free: free.filter((f) => f.dataCenterId === row.id).map((f) => ({ machineClass: f.machineClass, nodes: f.nodes })),
    rates: (tariff?.rates ?? []).map((rate) => ({
      meter: rate.meter,
      machineClass: rate.machineClass?.slug ?? null,
      purpose: rate.purpose,
      microsPerUnit: rate.microsPerUnit.toString(),
    })),
  }
}

export function toProviderNodeOut(row: ProviderNodeRow): z.infer<typeof ProviderNodeOut> {
  const held = row.assignments[0]
  return {
    id: row.id,
    name: row.name,
    rack: row.rack,
    state: row.state,
    powerWanted: row.powerWanted,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    dataCenter: toSiteOut(row.dataCenter),
    machineClass: toMachineClassOut(row.machineClass),
    assignedTo: held
      ? {
          tenantId: held.tenantId,
          tenant: held.vdc.tenant.name,
          vdcId: held.vdcId,
          vdc: held.vdc.name,
          since: held.startsAt.toISOString(),
          purpose: held.purpose,
        }
      : null,
    components: row._count.components,
    used: { cpuMillis: row.cpuMillis, memoryMib: row.usedMemoryMib },
    drain: drainOf(row),
  }
}

function drainOf(row: ProviderNodeRow): z.infer<typeof ProviderNodeOut>["drain"] {
  if (row.drainReason === null && !row.evacuated) return null
  const { components: componentsLeft, replicas: volumesLeft } = row._count
  return {
    reason: row.drainReason ?? "The partner evacuates it in its cluster.",
    since: row.drainSince?.toISOString() ?? null,
    byPartner: row.evacuated,
    isEmpty: row.drainedAt !== null,
    componentsLeft,
    volumesLeft,
  }
}

export const toNodeOrderOut = (row: NodeOrderRow): z.infer<typeof NodeOrderOut> => ({
  id: row.id,
  state: row.state,
  count: row.count,
  machineClass: toMachineClassOut(row.machineClass),
  dataCenter: toSiteOut(row.dataCenter),
  tenant: row.vdc.tenant.name,
  vdc: { id: row.vdc.id, name: row.vdc.name },
  createdAt: row.createdAt.toISOString(),
  promisedAt: row.promisedAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
})
