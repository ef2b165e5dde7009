import { decode, encode } from "next-auth/jwt"
import { sessionDays } from "@/server/domain/identity"

export const sessionMaxAgeSeconds = sessionDays * 86_400

export const isSecure = (portalUrl: string): boolean => new URL(portalUrl).protocol === "https:"

/** `__Secure-` makes browsers refuse the cookie from a page that is not https. */
export const sessionCookieName = (portalUrl: string): string =>
  `${isSecure(portalUrl) ? "__Secure-" : ""}gridline.session`

/** Readable by this server only; Lax keeps it off other sites' requests that change things. */
export const sessionCookieOptions = (portalUrl: string) =>
  ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(portalUrl) }) as const

/** The session a cookie stands for, or null when it is not ours, changed or too old. Says nothing about whether that session still holds. */
export async function sessionIdOf(token: string, secret: string): Promise<string | null> {
  try {
    const claims = await decode({ token, secret })
    return typeof claims?.sid === "string" ? claims.sid : null
  } catch (error) {
    // The library throws for every token it cannot open: to us they are all "not signed in".
    if (error instanceof Error) return null
    throw error
  }
}

/** Value of the cookie for a session that exists: for tests that sign in without the form. */
export const sessionCookieValue = (session: { userId: string; sessionId: string }, secret: string): Promise<string> =>
  encode({ token: { sub: session.userId, sid: session.sessionId }, secret, maxAge: sessionMaxAgeSeconds })
