import type { Tx } from "@/server/db"
import { notFound } from "../domain-error"
import { type ApplicationRow, findApplication } from "./application-store"

/** Strangers' and deleted ones are not found. */
export async function expectApplication(tx: Tx, tenantId: string, applicationId: string): Promise<ApplicationRow> {
  const row = await findApplication(tx, tenantId, applicationId)
  if (!row) throw notFound("application")
  return row
}
