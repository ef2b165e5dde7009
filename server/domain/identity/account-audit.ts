import type { Tx } from "@/server/db"
import type { Actor } from "../access"
import { recordAudit } from "../audit"
import { findMemberships, showCompany, showOwnMemberships } from "./tenant-store"

/**
 * An act on an account is told in every company the person belongs to, since each of them trusts it. Last in its transaction: it
 * leaves another company's rows visible.
 */
export async function auditAccount(
  tx: Tx,
  who: { userId: string; address: string },
  action: string,
  after?: Record<string, string | number>,
): Promise<void> {
  const actor: Actor = { kind: "user", userId: who.userId, address: who.address }
  await showOwnMemberships(tx, who.userId)
  const memberships = await findMemberships(tx, who.userId, null)
  for (const { tenantId } of memberships) {
    await showCompany(tx, tenantId)
    await recordAudit(tx, { tenantId, actor }, { action, subjectType: "account", subjectId: who.userId, after })
  }
}
