import type { Caller } from "../access"
import { listAccountEvents } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { auditAccount, recordAccountEvent } from "./account-audit"
import { sessionIdleDays } from "./core/session-life"
import { findSessions, revokeSession, revokeSessions } from "./session-store"

type SessionCaller = Extract<Caller, { kind: "session" }>

/** Acts on one's own account need the person, not a key that acts for them. */
export function personOf(caller: Caller): SessionCaller {
  if (caller.kind === "session") return caller
  throw new DomainError("forbidden", "An API key may not do this. Sign in to the portal with your password.")
}

export async function listSessions({ db, clock }: Deps, caller: Caller, page: PageRequest) {
  const { userId, sessionId } = personOf(caller)
  const now = clock.now()
  const seenAfter = new Date(now.getTime() - sessionIdleDays * 86_400_000)
  const rows = await findSessions(db, userId, { now, seenAfter }, page)
  return toPage(rows, page.limit, (row) => ({
    id: row.id,
    current: row.id === sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    address: row.address,
    userAgent: row.userAgent,
  }))
}

/** Who signed in or failed to, from where, and what was changed: for the person alone. */
export const listSecurityEvents = (deps: Deps, caller: Caller, page: PageRequest) =>
  listAccountEvents(deps, personOf(caller).userId, page)

export async function endSession({ db, clock }: Deps, caller: Caller, sessionId: string) {
  const { userId, address } = personOf(caller)
  await db.$transaction(async (tx) => {
    if (!(await revokeSession(tx, userId, sessionId, clock.now()))) throw notFound("session")
    await auditAccount(tx, { userId, address }, "account.end_session", { sessionId })
  })
  return { ok: true as const, message: "This session is signed out." }
}

/** All of them, the one that asks included. */
export async function signOutEverywhere({ db, clock }: Deps, caller: Caller) {
  const { userId, address } = personOf(caller)
  const count = await db.$transaction(async (tx) => {
    const ended = await revokeSessions(tx, userId, clock.now(), null)
    await auditAccount(tx, { userId, address }, "account.sign_out_everywhere", { sessions: ended })
    return ended
  })
  return { ok: true as const, message: `${count === 1 ? "One session is" : `${count} sessions are`} signed out.` }
}

/** Sign out: the cookie is the caller's own, so there is nobody else to ask. Repeating it changes nothing. */
export async function signOut({ db, clock }: Deps, session: { userId: string; sessionId: string }): Promise<void> {
  const { userId, sessionId } = session
  await db.$transaction(async (tx) => {
    if (await revokeSession(tx, userId, sessionId, clock.now()))
      await recordAccountEvent(tx, { userId, address: "" }, "account.sign_out", { sessionId })
  })
}
