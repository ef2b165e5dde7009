import { newId } from "@/lib/ids"
import type { Tx } from "@/server/db"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { recordAccountEvent } from "./account-audit"
import { sessionExpiry } from "./core/session-life"
import { verifyPassword } from "./password-hash"
import { countAll, signInAttempts, takeBackAll } from "./rate-limit"
import { createSession } from "./session-store"
import type { From } from "./sign-up"
import { showOwnMemberships } from "./tenant-store"
import { findUserByEmail } from "./user-store"

export type SignedIn = { userId: string; sessionId: string; email: string; name: string }

async function recordRefusal(tx: Tx, userId: string | null, { address }: From): Promise<void> {
  if (userId) await recordAccountEvent(tx, { userId, address }, "account.sign_in_refused")
  else await showOwnMemberships(tx, newId())
}

/** `unauthenticated` whether address or password is wrong, after the same time; `forbidden` while the address is not confirmed. */
export async function signIn(
  deps: Deps,
  { email, password }: { email: string; password: string },
  from: From,
): Promise<SignedIn> {
  const { db, clock } = deps
  const attempts = signInAttempts(email, from.address)
  // Counted before looking: a hundred guesses sent at once are a hundred.
  await countAll(deps, attempts)
  const user = await findUserByEmail(db, email)
  const right = await verifyPassword(user?.passwordHash ?? null, password)
  if (!right || !user) {
    // For an address nobody has, as much is asked of the database: how long it takes tells nothing.
    await db.$transaction((tx) => recordRefusal(tx, user?.id ?? null, from))
    throw new DomainError("unauthenticated", "The e-mail address or the password is not right.")
  }
  await takeBackAll(deps, attempts)
  if (!user.emailVerifiedAt)
    throw new DomainError("forbidden", "Confirm your e-mail address first: follow the link in the mail we sent.")
  const now = clock.now()
  const sessionId = await db.$transaction(async (tx) => {
    const id = await createSession(tx, { userId: user.id, now, expiresAt: sessionExpiry(now), ...from })
    await recordAccountEvent(tx, { userId: user.id, address: from.address }, "account.sign_in", { sessionId: id })
    return id
  })
  return { userId: user.id, sessionId, email: user.email, name: user.name }
}
