import type { Tx } from "@/server/db"

const view = {
  id: true,
  vdcId: true,
  name: true,
  index: true,
  path: true,
  wanted: true,
  state: true,
  reason: true,
  startOrder: true,
  standby: true,
  startedAt: true,
} as const

/** What a waiting workflow looks at. */
export const findForWorkflow = (tx: Tx, tenantId: string, where: { applicationId: string } | { ids: string[] }) =>
  tx.component.findMany({
    where: { tenantId, ...("ids" in where ? { id: { in: where.ids } } : { applicationId: where.applicationId }) },
    select: view,
    orderBy: [{ startOrder: "asc" }, { path: "asc" }],
  })
export type WaitView = Awaited<ReturnType<typeof findForWorkflow>>[number]

export async function vdcOfComponents(tx: Tx, tenantId: string, ids: string[]): Promise<string | null> {
  const row = await tx.component.findFirst({ where: { tenantId, id: { in: ids } }, select: { vdcId: true } })
  return row?.vdcId ?? null
}
