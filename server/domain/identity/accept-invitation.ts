import type { z } from "zod"
import type { AcceptInvitation, InvitationPreviewOut } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { type Caller, withSetting } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { invitationState } from "./core/invitation-state"
import { findHeldInvitation, markAccepted } from "./invitation-store"
import { judgePassword } from "./judge-password"
import { hashPassword } from "./password-hash"
import { hashToken } from "./secret-token"
import { personOf } from "./sessions"
import type { From } from "./sign-up"
import { createMembership, showCompany } from "./tenant-store"
import { createUser, findUser, findUserByEmail, takeOverUnverified } from "./user-store"

type Input = z.output<typeof AcceptInvitation>
type Newcomer = { name: string; passwordHash: string }

const askAgain = "Ask whoever invited you for a new one."

async function heldInvitation(tx: Tx, token: string, now: Date) {
  const invitation = await findHeldInvitation(tx, hashToken(token))
  if (!invitation)
    throw new DomainError(
      "not_found",
      `This invitation link does not work: it is not complete, or a newer one took its place. ${askAgain}`,
    )
  const state = invitationState(invitation, now)
  if (state === "accepted") throw new DomainError("conflict", "This invitation was accepted already. Sign in to go on.")
  if (state !== "open") throw new DomainError("conflict", `This invitation is ${state}. ${askAgain}`)
  return invitation
}

/** For whoever holds the link. */
export const previewInvitation = ({ db, clock }: Deps, token: string): Promise<z.input<typeof InvitationPreviewOut>> =>
  withSetting(db, "app.token_hash", hashToken(token), async (tx) => {
    const invitation = await heldInvitation(tx, token, clock.now())
    const inviter = await findUser(tx, invitation.invitedById)
    const account = await findUserByEmail(tx, invitation.email)
    return {
      tenantName: invitation.tenant.name,
      email: invitation.email,
      role: invitation.role,
      invitedBy: inviter?.name ?? "A former member",
      expiresAt: invitation.expiresAt.toISOString(),
      hasAccount: account?.emailVerifiedAt != null,
    }
  })

/**
 * The link came by mail, so a newcomer's address is confirmed by it. Whoever has an account shows that it is theirs by being signed
 * in: a forwarded mail lets nobody in under another's name.
 */
export async function acceptInvitation(deps: Deps, caller: Caller | null, input: Input, from: From) {
  const { db, clock } = deps
  // Hashing is dear and must not hold a transaction open: first see that the link is worth it.
  await previewInvitation(deps, input.token)
  const newcomer = caller ? null : await asNewcomer(input)
  const accepted = await withSetting(db, "app.token_hash", hashToken(input.token), async (tx) => {
    const now = clock.now()
    const invitation = await heldInvitation(tx, input.token, now)
    const { tenantId, id, email, role, tenant } = invitation
    const userId = caller ? await signedInAs(tx, caller, email) : await newAccount(tx, email, newcomer, now)
    await showCompany(tx, tenantId)
    if (!(await markAccepted(tx, tenantId, id, now)))
      throw new DomainError("conflict", `This invitation was used a moment ago. ${askAgain}`)
    if (!(await createMembership(tx, tenantId, userId, role)))
      throw new DomainError("conflict", `You are a member of ${tenant.name} already.`)
    await recordAudit(
      tx,
      { tenantId, actor: { kind: "user", userId, address: from.address } },
      { action: "invitation.accept", subjectType: "member", subjectId: userId, after: { email, role } },
    )
    return { email, tenant }
  })
  return {
    ok: true as const,
    message: `You are a member of ${accepted.tenant.name} now.`,
    tenantSlug: accepted.tenant.slug,
    email: accepted.email,
  }
}

/** Null: no name and password were given. */
async function asNewcomer({ name, password }: Input): Promise<Newcomer | null> {
  if (name === undefined || password === undefined) return null
  judgePassword(password, [name], "password")
  return { name, passwordHash: await hashPassword(password) }
}

async function signedInAs(tx: Tx, caller: Caller, email: string): Promise<string> {
  const user = await findUser(tx, personOf(caller).userId)
  if (user?.email === email) return user.id
  throw new DomainError(
    "forbidden",
    `This invitation is for ${email}. Sign out, then sign in as ${email} or make that account.`,
  )
}

async function newAccount(tx: Tx, email: string, newcomer: Newcomer | null, now: Date): Promise<string> {
  const account = await findUserByEmail(tx, email)
  const signInFirst = new DomainError("unauthenticated", `There is an account for ${email}. Sign in with it to accept.`)
  if (account?.emailVerifiedAt) throw signInFirst
  if (!newcomer) throw new DomainError("invalid", "Enter your name and choose a password.", "name")
  if (!account) {
    const id = await createUser(tx, { email, ...newcomer, emailVerifiedAt: now })
    if (id === null) throw signInFirst
    return id
  }
  if (!(await takeOverUnverified(tx, account.id, { ...newcomer, at: now }))) throw signInFirst
  return account.id
}
