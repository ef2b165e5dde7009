import { createHash } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { decode } from "next-auth/jwt"
import type { Db } from "@/server/db"
import { type Caller, withSetting } from "@/server/domain/access"
import { env } from "@/server/env"

const cookieNames = ["__Secure-next-auth.session-token", "next-auth.session-token"]

function cookie(req: IncomingMessage, name: string): string | null {
  for (const part of (req.headers.cookie ?? "").split(";")) {
    const at = part.indexOf("=")
    if (at > 0 && part.slice(0, at).trim() === name) return decodeURIComponent(part.slice(at + 1).trim())
  }
  return null
}

async function callerOfKey(db: Db, key: string, address: string): Promise<Caller | null> {
  const keyHash = createHash("sha256").update(key).digest("hex")
  const row = await withSetting(db, "app.token_hash", keyHash, (tx) => tx.apiKey.findUnique({ where: { keyHash } }))
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= new Date())) return null
  return { kind: "api_key", keyId: row.id, userId: row.userId, tenantId: row.tenantId, role: row.role, address }
}

async function callerOfSession(db: Db, token: string, address: string): Promise<Caller | null> {
  const claims = await decode({ token, secret: env().AUTH_SECRET })
  const sessionId = claims?.sid
  if (typeof sessionId !== "string") return null
  const row = await db.session.findUnique({ where: { id: sessionId }, include: { user: true } })
  if (!row || row.revokedAt || row.expiresAt <= new Date()) return null
  return { kind: "session", userId: row.userId, sessionId: row.id, isProvider: row.user.isProvider, address }
}

/** Who is at the door: an API key (`Authorization: Bearer gl_…`) or a session's cookie; null for nobody. */
export async function callerFromRequest(req: IncomingMessage, db: Db): Promise<Caller | null> {
  const address = req.socket.remoteAddress ?? ""
  const bearer = /^Bearer\s+(gl_\S+)$/i.exec(req.headers.authorization ?? "")?.[1]
  if (req.headers.authorization !== undefined) return bearer ? callerOfKey(db, bearer, address) : null
  const token = cookieNames.map((name) => cookie(req, name)).find((value) => value !== null)
  return token ? callerOfSession(db, token, address) : null
}

/** Browsers say where a change comes from; one from another site is not the person's own. */
export function sameOrigin(req: IncomingMessage, portalUrl: string): boolean {
  const { origin } = req.headers
  if (origin !== undefined) return origin === new URL(portalUrl).origin
  const site = req.headers["sec-fetch-site"]
  return site === undefined ? req.headers.cookie === undefined : site === "same-origin"
}
