import type { IncomingHttpHeaders } from "node:http"
import type { Db } from "@/server/db"
import type { Caller } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import { callerOfApiKey, callerOfSession, type Proof } from "@/server/domain/identity"
import { env } from "@/server/env"
import { sessionCookieName, sessionIdOf } from "./session-cookie"

export { sameOrigin } from "./same-origin"

export type RequestLike = { headers: IncomingHttpHeaders; socket?: { remoteAddress?: string | undefined } }

/** What the door itself knows. */
export type Door = { authSecret: string; portalUrl: string; now: () => Date }

const ownDoor = (): Door => ({
  authSecret: env().AUTH_SECRET,
  portalUrl: env().PORTAL_URL,
  now: () => systemClock.now(),
})

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function cookieOf(header: string | undefined, name: string): string | null {
  for (const part of header?.split(";") ?? []) {
    const at = part.indexOf("=")
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/** Who asks, or why that is nobody (for logs). A request with an `Authorization` header is judged by that alone. */
export async function proveRequest(req: RequestLike, db: Db, door: Door = ownDoor()): Promise<Proof> {
  const asked = { now: door.now(), address: req.socket?.remoteAddress ?? "" }
  const { authorization, cookie } = req.headers
  if (authorization !== undefined) {
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    return key ? callerOfApiKey(db, key, asked) : { caller: null, reason: "Authorization is not Bearer" }
  }
  const token = cookieOf(cookie, sessionCookieName(door.portalUrl))
  if (!token) return { caller: null, reason: "no credentials" }
  const sessionId = await sessionIdOf(token, door.authSecret)
  if (!sessionId || !uuid.test(sessionId)) return { caller: null, reason: "cookie does not open" }
  return callerOfSession(db, sessionId, asked)
}

export const callerFromRequest = async (req: RequestLike, db: Db, door?: Door): Promise<Caller | null> =>
  (await proveRequest(req, db, door)).caller
