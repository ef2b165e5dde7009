import type { HourlyRates } from "@/lib/hourly-price"
import type { Tx } from "@/server/db"

/** Rates in force at `at`, by data center. */
export async function findRates(
  tx: Tx,
  dataCenterIds: string[],
  at: Date,
): Promise<Map<string, { currency: string; rates: HourlyRates }>> {
  const tariffs = await tx.tariff.findMany({
    where: { dataCenterId: { in: dataCenterIds }, validFrom: { lte: at } },
    orderBy: { validFrom: "asc" },
    include: { rates: { where: { machineClassId: null } } },
  })
  // Later ones overwrite earlier ones: the last one valid wins.
  return new Map(
    tariffs.map((t) => [
      t.dataCenterId,
      { currency: t.currency, rates: Object.fromEntries(t.rates.map((r) => [r.meter, r.microsPerUnit])) },
    ]),
  )
}

/** Names of classes for people. */
export const findClassLooks = (tx: Tx) =>
  tx.applianceClass.findMany({ select: { name: true, glyph: true, title: true } })

/** Operations under way on any of these, newest first. */
export const findBusy = (tx: Tx, tenantId: string, subjectIds: string[]) =>
  tx.operation.findMany({
    where: { tenantId, subjectId: { in: subjectIds }, state: { in: ["queued", "running"] } },
    orderBy: { id: "desc" },
    select: { id: true, kind: true, state: true, subjectId: true },
  })

/** Sizes and copies of the living volumes of applications. */
export const findVolumeSizes = (tx: Tx, tenantId: string, applicationIds: string[]) =>
  tx.volume.findMany({
    where: { tenantId, applicationId: { in: applicationIds }, trashedAt: null },
    select: { applicationId: true, sizeGib: true, mirrored: true },
  })

/** What a copy of an application would hold: its living volumes, each with its primary if it has been made. */
export const findVolumesToCopy = (tx: Tx, tenantId: string, applicationId: string) =>
  tx.volume.findMany({
    where: { tenantId, applicationId, trashedAt: null },
    orderBy: { path: "asc" },
    include: { replicas: { where: { role: "primary" }, select: { usedBytes: true, nodeId: true } } },
  })

export const findDataCenterOf = async (tx: Tx, tenantId: string, vdcId: string) =>
  (await tx.vdc.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: vdcId } }, select: { dataCenter: true } }))
    .dataCenter
