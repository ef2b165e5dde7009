import type { EmailTokenKind } from "@/prisma/generated/enums"
import type { Tx } from "@/server/db"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { type MailText, verifyMail } from "./core/mail-texts"
import { createEmailToken, findEmailToken, spendEmailToken } from "./email-token-store"
import { queueMail } from "./queue-mail"
import { hashToken, newToken } from "./secret-token"

const hoursOf: Record<EmailTokenKind, number> = { verify: 24, reset: 1 }

type Addressee = { id: string; email: string; name: string }

/** Mails a link that works once. Only its hash is kept. */
export async function sendLink(
  tx: Tx,
  deps: Deps,
  user: Addressee,
  kind: EmailTokenKind,
  write: (token: string) => MailText,
): Promise<void> {
  const { token, hash } = newToken()
  const expiresAt = new Date(deps.clock.now().getTime() + hoursOf[kind] * 3_600_000)
  await createEmailToken(tx, { userId: user.id, kind, tokenHash: hash, expiresAt })
  await queueMail(tx, deps, user.email, write(token))
}

export const sendVerification = (tx: Tx, deps: Deps, user: Addressee): Promise<void> =>
  sendLink(tx, deps, user, "verify", (token) => verifyMail(deps.settings.portalUrl, user, token))

/** The account a link belongs to; the link is spent by that. `not_found` unknown, `conflict` used before or too old. */
export async function followLink(tx: Tx, { clock }: Deps, kind: EmailTokenKind, token: string) {
  const ask = kind === "verify" ? "Sign in to have a new one sent." : "Ask for a new one."
  const found = await findEmailToken(tx, kind, hashToken(token))
  if (!found) throw new DomainError("not_found", `This link is not complete. Copy all of it from the mail. ${ask}`)
  if (found.usedAt) throw new DomainError("conflict", `This link was used already. ${ask}`)
  if (!(await spendEmailToken(tx, found.id, clock.now())))
    throw new DomainError("conflict", `This link is too old or was used already. ${ask}`)
  return found.user
}
