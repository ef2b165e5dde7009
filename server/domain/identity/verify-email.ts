import type { Deps } from "../deps"
import { auditAccount } from "./account-audit"
import { followLink, sendVerification } from "./email-links"
import { countAll, mailAttempts } from "./rate-limit"
import { checkYourMail, type From } from "./sign-up"
import { findUserByEmail, markVerified } from "./user-store"

export async function verifyEmail(deps: Deps, token: string, from: From) {
  const { db, clock } = deps
  const email = await db.$transaction(async (tx) => {
    const user = await followLink(tx, deps, "verify", token)
    await markVerified(tx, user.id, clock.now())
    await auditAccount(tx, { userId: user.id, address: from.address }, "account.verify")
    return user.email
  })
  return { ok: true as const, message: `${email} is confirmed. Sign in to go on.` }
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
