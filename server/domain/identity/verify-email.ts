import type { Deps } from "../deps"
import { auditAccount } from "./account-audit"
import { followLink, sendVerification } from "./email-links"
import { findEmailToken } from "./email-token-store"
import { countAll, mailAttempts } from "./rate-limit"
import { hashToken } from "./secret-token"
import { checkYourMail, type From } from "./sign-up"
import { findUserByEmail, markVerified } from "./user-store"

const confirmed = (email: string) => ({ ok: true as const, message: `${email} is confirmed. Sign in to go on.` })

export async function verifyEmail(deps: Deps, token: string, from: From) {
  const { db, clock } = deps
  const held = await findEmailToken(db, "verify", hashToken(token))
  // A page that is loaded again is no failure: what the link is for has happened.
  if (held?.user.emailVerifiedAt) return confirmed(held.user.email)
  const email = await db.$transaction(async (tx) => {
    const user = await followLink(tx, deps, "verify", token)
    await markVerified(tx, user.id, clock.now())
    await auditAccount(tx, { userId: user.id, address: from.address }, "account.verify")
    return user.email
  })
  return confirmed(email)
}

/** Same answer whoever asks about whom; a mail goes only to an account that waits for it. */
export async function resendVerification(deps: Deps, email: string, from: From) {
  await countAll(deps, mailAttempts(email, from.address))
  await deps.db.$transaction(async (tx) => {
    const user = await findUserByEmail(tx, email)
    if (user && !user.emailVerifiedAt) await sendVerification(tx, deps, user)
  })
  return checkYourMail(email)
}
