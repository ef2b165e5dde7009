import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { sessionExpiry } from "./core/session-life"
import { verifyPassword } from "./password-hash"
import { countAll, signInAttempts, takeBackAll } from "./rate-limit"
import { createSession } from "./session-store"
import type { From } from "./sign-up"
import { findUserByEmail } from "./user-store"

export type SignedIn = { userId: string; sessionId: string; email: string; name: string }

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
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user)
    throw new DomainError("unauthenticated", "The e-mail address or the password is not right.")
  await takeBackAll(deps, attempts)
  if (!user.emailVerifiedAt)
    throw new DomainError("forbidden", "Confirm your e-mail address first: follow the link in the mail we sent.")
  const now = clock.now()
  const sessionId = await createSession(db, { userId: user.id, now, expiresAt: sessionExpiry(now), ...from })
  return { userId: user.id, sessionId, email: user.email, name: user.name }
}
