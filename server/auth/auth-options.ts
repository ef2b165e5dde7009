import "server-only"
import type { NextAuthOptions } from "next-auth"
import Credentials from "next-auth/providers/credentials"
import { SignIn } from "@/lib/schemas/identity"
import { env } from "@/server/env"
import { createLogger } from "@/server/logger"
import { portalServices } from "./portal-services"
import { isSecure, sessionCookieName, sessionCookieOptions, sessionMaxAgeSeconds } from "./session-cookie"
import { internalRefusal, refusalOf } from "./sign-in-refusal"

declare module "next-auth" {
  interface User {
    sessionId: string
  }
}
declare module "next-auth/jwt" {
  interface JWT {
    /** Our session row. The cookie is worth what that row says. */
    sid?: string
  }
}

const first = (value: string | string[] | undefined): string => (Array.isArray(value) ? value[0] : value) ?? ""

const provider = Credentials({
  credentials: { email: {}, password: {} },
  async authorize(credentials, { headers }) {
    const input = SignIn.safeParse({ email: credentials?.email, password: credentials?.password })
    if (!input.success) throw new Error("invalid: Enter your e-mail address and your password.")
    // The portal's server writes this header itself, over whatever a client sent.
    const address = first(headers?.["x-forwarded-for"]).split(",")[0]?.trim() ?? ""
    try {
      const { identity } = portalServices()
      const signedIn = await identity.signIn(input.data, { address, userAgent: first(headers?.["user-agent"]) })
      return { id: signedIn.userId, email: signedIn.email, name: signedIn.name, sessionId: signedIn.sessionId }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null) createLogger("web").error({ err: error }, "sign-in failed")
      throw new Error(refusal ?? internalRefusal, { cause: error })
    }
  },
})

export const authOptions = (): NextAuthOptions => {
  const { AUTH_SECRET, PORTAL_URL } = env()
  return {
    secret: AUTH_SECRET,
    useSecureCookies: isSecure(PORTAL_URL),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    cookies: { sessionToken: { name: sessionCookieName(PORTAL_URL), options: sessionCookieOptions(PORTAL_URL) } },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [provider],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sub: user.id, sid: user.sessionId } : token),
      session: ({ session }) => ({ expires: session.expires }),
      // Only to our own pages, whatever `callbackUrl` says.
      redirect: ({ url }) => {
        const target = new URL(url, PORTAL_URL)
        return target.origin === new URL(PORTAL_URL).origin ? target.toString() : PORTAL_URL
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (token?.sid && token.sub)
          await portalServices().identity.signOut({ userId: token.sub, sessionId: token.sid })
      },
    },
  }
}
