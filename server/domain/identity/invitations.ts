import type { z } from "zod"
import type { CreateInvitation, InvitationOut } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Page, type PageRequest, toPage } from "../page"
import { type InvitationDates, invitationState } from "./core/invitation-state"
import { invitationMail } from "./core/mail-texts"
import { rateRules } from "./core/rate-rule"
import {
  createInvitation,
  findInvitation,
  findInvitations,
  markRevoked,
  renewInvitation,
  revokeOpenFor,
} from "./invitation-store"
import { ownersAlone } from "./members"
import { queueMail } from "./queue-mail"
import { countOrRefuse } from "./rate-limit"
import { newToken } from "./secret-token"
import { findMember, findTenant, lockTenant } from "./tenant-store"
import { findUser, findUserByEmail } from "./user-store"

type Invitation = z.input<typeof InvitationOut>
type InvitationRow = InvitationDates & { id: string; email: string; role: Invitation["role"]; createdAt: Date }

const validDays = 7
const expiryFrom = (now: Date): Date => new Date(now.getTime() + validDays * 86_400_000)

const toInvitation = (row: InvitationRow, now: Date): Invitation => ({
  id: row.id,
  email: row.email,
  role: row.role,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  state: invitationState(row, now),
})

export const listInvitations = (
  { db, clock }: Deps,
  scope: TenantScope,
  page: PageRequest,
): Promise<Page<Invitation>> =>
  inTenant(db, scope, async (tx) => {
    const now = clock.now()
    return toPage(await findInvitations(tx, scope.tenantId, page), page.limit, (row) => toInvitation(row, now))
  })

function inviterOf(scope: TenantScope): string {
  if (scope.actor.userId === null) throw new DomainError("forbidden", "Only a person may invite people.")
  return scope.actor.userId
}

export async function invite(
  deps: Deps,
  scope: TenantScope,
  { email, role }: z.output<typeof CreateInvitation>,
): Promise<Invitation> {
  const { db, clock } = deps
  const { tenantId } = scope
  ownersAlone(scope, role)
  const invitedById = inviterOf(scope)
  await countOrRefuse(deps, rateRules.invitations, tenantId)
  return inTenant(db, scope, async (tx) => {
    // Two who invite the same address at once leave one open invitation.
    await lockTenant(tx, tenantId)
    const user = await findUserByEmail(tx, email)
    if (user && (await findMember(tx, tenantId, user.id)))
      throw new DomainError("conflict", `${email} is a member already.`, "email")
    const now = clock.now()
    await revokeOpenFor(tx, tenantId, email, now)
    const { token, hash } = newToken()
    const row = { tenantId, email, role, tokenHash: hash, invitedById, createdAt: now, expiresAt: expiryFrom(now) }
    const created = await createInvitation(tx, row)
    await mailInvitation(tx, deps, scope, { email, role, token, invitedById })
    await recordAudit(tx, scope, {
      action: "invitation.create",
      subjectType: "invitation",
      subjectId: created.id,
      after: { email, role },
    })
    return toInvitation(created, now)
  })
}

async function mailInvitation(
  tx: Tx,
  deps: Deps,
  { tenantId }: TenantScope,
  { email, role, token, invitedById }: Pick<Invitation, "email" | "role"> & { token: string; invitedById: string },
): Promise<void> {
  const [tenant, inviter] = [await findTenant(tx, tenantId), await findUser(tx, invitedById)]
  if (!tenant || !inviter) throw notFound("company")
  const text = { company: tenant.name, invitedBy: inviter.name, role, token }
  await queueMail(tx, deps, email, invitationMail(deps.settings.portalUrl, text))
}

async function openOne(tx: Tx, scope: TenantScope, id: string, now: Date) {
  const invitation = await findInvitation(tx, scope.tenantId, id)
  if (!invitation) throw notFound("invitation")
  ownersAlone(scope, invitation.role)
  const state = invitationState(invitation, now)
  if (state === "accepted" || state === "revoked")
    throw new DomainError("conflict", `This invitation is ${state} already. Look at the list of members.`)
  return invitation
}

/** A new link for another 7 days; the old one stops working. */
export async function resendInvitation(deps: Deps, scope: TenantScope, id: string): Promise<Invitation> {
  const { db, clock } = deps
  const invitedById = inviterOf(scope)
  await countOrRefuse(deps, rateRules.invitations, scope.tenantId)
  return inTenant(db, scope, async (tx) => {
    const now = clock.now()
    const invitation = await openOne(tx, scope, id, now)
    const { token, hash } = newToken()
    const link = { tokenHash: hash, expiresAt: expiryFrom(now) }
    if (!(await renewInvitation(tx, scope.tenantId, id, link)))
      throw new DomainError("stale", "This invitation was accepted or revoked a moment ago. Look again.")
    const { email, role } = invitation
    await mailInvitation(tx, deps, scope, { email, role, token, invitedById })
    await recordAudit(tx, scope, {
      action: "invitation.resend",
      subjectType: "invitation",
      subjectId: id,
      before: { expiresAt: invitation.expiresAt.toISOString() },
      after: { expiresAt: link.expiresAt.toISOString() },
    })
    return toInvitation({ ...invitation, ...link }, now)
  })
}

export const revokeInvitation = ({ db, clock }: Deps, scope: TenantScope, id: string) =>
  inTenant(db, scope, async (tx) => {
    const now = clock.now()
    const { email, role } = await openOne(tx, scope, id, now)
    if (!(await markRevoked(tx, scope.tenantId, id, now)))
      throw new DomainError("stale", "This invitation was accepted or revoked a moment ago. Look again.")
    await recordAudit(tx, scope, {
      action: "invitation.revoke",
      subjectType: "invitation",
      subjectId: id,
      before: { email, role },
    })
    return { ok: true as const, message: `The invitation to ${email} is revoked; its link no longer works.` }
  })
