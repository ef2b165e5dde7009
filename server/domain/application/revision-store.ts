import { Blueprint } from "@/lib/blueprint/document"
import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

export const findRevisions = (tx: Tx, tenantId: string, applicationId: string, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.applicationRevision.findMany({
    where: { tenantId, applicationId, ...after },
    orderBy: { id: "desc" },
    take,
  })
}
export type RevisionRow = Awaited<ReturnType<typeof findRevisions>>[number]

export async function findRevision(tx: Tx, tenantId: string, applicationId: string, number: number) {
  const row = await tx.applicationRevision.findFirst({ where: { tenantId, applicationId, number } })
  return row && { ...row, blueprint: Blueprint.parse(row.blueprint) }
}
