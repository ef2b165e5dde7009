import type { Tx } from "@/server/db"
import type { Actor } from "../access"
import { recordAudit } from "../audit"
import { findMemberships, showCompany, showOwnMemberships } from "./tenant-store"

type Who = { userId: string; address: string }
type Details = Record<string, string | number>

/** What concerns the account alone (who signed in, from where) is shown to its person, not to companies. */
export async function recordAccountEvent(tx: Tx, who: Who, action: string, after?: Details): Promise<void> {
  const actor: Actor = { kind: "user", userId: who.userId, address: who.address }
  await showOwnMemberships(tx, who.userId)
  await recordAudit(tx, { tenantId: null, actor }, { action, subjectType: "account", subjectId: who.userId, after })
}

/**
 * An act on an account is told in every company the person belongs to, since each of them trusts it. Last in its transaction: it
 * leaves another company's rows visible.
 */
export async function auditAccount(tx: Tx, who: Who, action: string, after?: Details): Promise<void> {
  await recordAccountEvent(tx, who, action, after)
  const actor: Actor = { kind: "user", userId: who.userId, address: who.address }
  const memberships = await findMemberships(tx, who.userId, null)
  for (const { tenantId } of memberships) {
    await showCompany(tx, tenantId)
    await recordAudit(tx, { tenantId, actor }, { action, subjectType: "account", subjectId: who.userId, after })
  }
}
