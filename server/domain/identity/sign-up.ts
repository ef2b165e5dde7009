import { randomInt } from "node:crypto"
import type { z } from "zod"
import type { SignUp } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { slugCandidates } from "./core/company-slug"
import { existingAccountMail, unconfirmedAccountMail } from "./core/mail-texts"
import { sendLink, sendVerification } from "./email-links"
import { judgePassword } from "./judge-password"
import { hashPassword } from "./password-hash"
import { queueMail } from "./queue-mail"
import { countAll, signUpAttempts } from "./rate-limit"
import { createMembership, createTenant } from "./tenant-store"
import { createUser, findUserByEmail } from "./user-store"

export type From = { address: string; userAgent: string }

export const checkYourMail = (email: string): { ok: true; message: string } => ({
  ok: true,
  message: `We sent a mail to ${email}. Follow its link, then sign in.`,
})

const letters = "abcdefghjkmnpqrstuvwxyz23456789"
const randomSuffix = (): string => Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("")

/** A company with its first owner, who has to confirm the address. An address that has an account gets the same answer. */
export async function signUp(deps: Deps, input: z.output<typeof SignUp>, from: From) {
  await countAll(deps, signUpAttempts(input.email, from.address))
  judgePassword(input.password, [input.company, input.name, input.email], "password")
  // Before asking who is there: both answers take the same time.
  const passwordHash = await hashPassword(input.password)
  await deps.db.$transaction(async (tx) => {
    const { email, name } = input
    const userId = await createUser(tx, { email, name, passwordHash, emailVerifiedAt: null })
    if (userId === null) return tellOwner(tx, deps, email)
    await foundCompany(tx, deps, { userId, company: input.company, timeZone: input.timeZone ?? "UTC" }, from)
    await sendVerification(tx, deps, { id: userId, email, name })
  })
  return checkYourMail(input.email)
}

async function foundCompany(
  tx: Tx,
  { clock }: Deps,
  { userId, company, timeZone }: { userId: string; company: string; timeZone: string },
  from: From,
): Promise<void> {
  const candidates = slugCandidates(company, randomSuffix())
  const tenant = await createTenant(tx, { name: company, timeZone, now: clock.now() }, candidates)
  if (!tenant) throw new DomainError("stale", "Many companies sign up just now. Try again.")
  await createMembership(tx, tenant.id, userId, "owner")
  await recordAudit(
    tx,
    { tenantId: tenant.id, actor: { kind: "user", userId, address: from.address } },
    {
      action: "company.create",
      subjectType: "company",
      subjectId: tenant.id,
      after: { name: company, slug: tenant.slug, timeZone },
    },
  )
}

async function tellOwner(tx: Tx, deps: Deps, email: string): Promise<void> {
  const user = await findUserByEmail(tx, email)
  if (!user) return
  const { portalUrl } = deps.settings
  if (user.emailVerifiedAt) await queueMail(tx, deps, user.email, existingAccountMail(portalUrl, user))
  else await sendLink(tx, deps, user, "reset", (token) => unconfirmedAccountMail(portalUrl, user, token))
}
