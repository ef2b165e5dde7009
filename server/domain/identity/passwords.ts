import type { z } from "zod"
import type { ChangePassword, ResetPassword } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import type { Caller } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { auditAccount } from "./account-audit"
import { passwordChangedMail, resetMail } from "./core/mail-texts"
import { followLink, sendLink } from "./email-links"
import { findEmailToken, voidEmailTokens } from "./email-token-store"
import { judgePassword } from "./judge-password"
import { hashPassword, verifyPassword } from "./password-hash"
import { queueMail } from "./queue-mail"
import { countAll, mailAttempts, signInAttempts, takeBackAll } from "./rate-limit"
import { hashToken } from "./secret-token"
import { revokeSessions } from "./session-store"
import { personOf } from "./sessions"
import type { From } from "./sign-up"
import { findUser, findUserByEmail, markVerified, setPassword } from "./user-store"

/** Same answer for an address nobody has. */
export async function requestPasswordReset(deps: Deps, email: string, from: From) {
  await countAll(deps, mailAttempts(email, from.address))
  await deps.db.$transaction(async (tx) => {
    const user = await findUserByEmail(tx, email)
    if (user) await sendLink(tx, deps, user, "reset", (token) => resetMail(deps.settings.portalUrl, user, token))
  })
  const message = `If there is an account for ${email}, a mail with a link is on its way. The link works for an hour.`
  return { ok: true as const, message }
}

/** Whoever follows the link reads the account's mail: that confirms the address, too. Ends every session. */
export async function resetPassword(deps: Deps, input: z.output<typeof ResetPassword>, from: From) {
  const { db } = deps
  // Judged before the link is spent: a weak password costs no second mail.
  const held = await findEmailToken(db, "reset", hashToken(input.token))
  if (held) judgePassword(input.password, [held.user.name, held.user.email], "password")
  // Hashing is dear: not for a made-up link, which is refused below.
  const passwordHash = held ? await hashPassword(input.password) : ""
  await db.$transaction(async (tx) => {
    const user = await followLink(tx, deps, "reset", input.token)
    await markVerified(tx, user.id, deps.clock.now())
    await replacePassword(tx, deps, user, { passwordHash, keepSession: null })
    await auditAccount(tx, { userId: user.id, address: from.address }, "account.reset_password")
  })
  return { ok: true as const, message: "The new password is set. Sign in with it." }
}

/** Ends every other session; the one that asks goes on. */
export async function changePassword(deps: Deps, caller: Caller, input: z.output<typeof ChangePassword>) {
  const { db } = deps
  const { userId, sessionId, address } = personOf(caller)
  const user = await findUser(db, userId)
  if (!user) throw notFound("account")
  // Guessing here is as good as guessing at sign-in, so it counts there.
  const attempts = signInAttempts(user.email, address)
  await countAll(deps, attempts)
  if (!(await verifyPassword(user.passwordHash, input.currentPassword)))
    throw new DomainError("invalid", "This is not your present password.", "currentPassword")
  await takeBackAll(deps, attempts)
  if (input.newPassword === input.currentPassword)
    throw new DomainError("invalid", "Choose a password other than the present one.", "newPassword")
  judgePassword(input.newPassword, [user.name, user.email], "newPassword")
  const passwordHash = await hashPassword(input.newPassword)
  await db.$transaction(async (tx) => {
    await replacePassword(tx, deps, user, { passwordHash, keepSession: sessionId })
    await auditAccount(tx, { userId, address }, "account.change_password")
  })
  return { ok: true as const, message: "Your password is changed. Other sessions are signed out." }
}

async function replacePassword(
  tx: Tx,
  deps: Deps,
  user: { id: string; email: string; name: string },
  { passwordHash, keepSession }: { passwordHash: string; keepSession: string | null },
): Promise<void> {
  const now = deps.clock.now()
  await setPassword(tx, user.id, passwordHash)
  await revokeSessions(tx, user.id, now, keepSession)
  await voidEmailTokens(tx, user.id, "reset", now)
  await queueMail(tx, deps, user.email, passwordChangedMail(deps.settings.portalUrl, user))
}
