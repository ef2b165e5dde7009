import type { Db } from "@/server/db"
import { type Caller, withSetting } from "../access"
import { findHeldKey, type HeldKey, touchKey } from "./api-key-store"
import { boundedRole } from "./core/bounded-role"
import { isAlive, shouldTouch } from "./core/session-life"
import { apiKeyPattern, hashToken } from "./secret-token"
import { findSessionWithUser, touchSession } from "./session-store"

/** Who it is, or why nobody. The reason is for logs: the door only says "sign in". */
export type Proof = { caller: Caller } | { caller: null; reason: string }

type Asked = { now: Date; address: string }

const nobody = (reason: string): Proof => ({ caller: null, reason })

/** Asks the database each time, so a session ended a moment ago is ended. */
export async function callerOfSession(db: Db, sessionId: string, { now, address }: Asked): Promise<Proof> {
  const session = await findSessionWithUser(db, sessionId)
  if (!session) return nobody("no such session")
  if (!isAlive(session, now)) return nobody("session ended")
  if (shouldTouch(session.lastSeenAt, now)) await touchSession(db, sessionId, now, address)
  const { userId, isProvider } = session
  return { caller: { kind: "session", userId, sessionId, isProvider, address } }
}

/**
 * A key acts for its maker and never may more than the maker may now: after a demotion it shrinks with them, after a removal it is
 * worth nothing.
 */
export async function callerOfApiKey(db: Db, key: string, { now, address }: Asked): Promise<Proof> {
  if (!apiKeyPattern.test(key)) return nobody("not an API key")
  const hash = hashToken(key)
  return withSetting(db, "app.token_hash", hash, async (tx) => {
    const held = await findHeldKey(tx, hash)
    if (!held) return nobody("no such API key")
    if (held.revokedAt) return nobody("API key revoked")
    if (held.expiresAt && held.expiresAt <= now) return nobody("API key expired")
    const proof = actFor(held, address)
    if (proof.caller && held.tenantId !== null && shouldTouch(held.lastUsedAt, now))
      await touchKey(tx, held.tenantId, held.id, now)
    return proof
  })
}

function actFor(held: HeldKey, address: string): Proof {
  const { id: keyId, userId, tenantId, role, makersRole } = held
  if (tenantId === null)
    return held.makerIsProvider
      ? { caller: { kind: "api_key", keyId, userId, tenantId, role: null, address } }
      : nobody("its maker left the provider")
  if (role === null || makersRole === null) return nobody("its maker left the company")
  return { caller: { kind: "api_key", keyId, userId, tenantId, role: boundedRole(role, makersRole), address } }
}
