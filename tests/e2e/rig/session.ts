import { type BrowserContext, request } from "@playwright/test"
import { portalUrl } from "./addresses"

type Cookies = Parameters<BrowserContext["addCookies"]>[0]
export type Session = { cookies: Cookies; headers: Record<string, string> }

/** What the sign-in form does, without the form. */
export async function signInByRequest(email: string, password: string): Promise<Session> {
  const portal = await request.newContext({ baseURL: portalUrl(), extraHTTPHeaders: { origin: portalUrl() } })
  try {
    const { csrfToken } = (await (await portal.get("/api/auth/csrf")).json()) as { csrfToken: string }
    const answer = await portal.post("/api/auth/callback/credentials", {
      form: { csrfToken, email, password, json: "true" },
    })
    if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`)
    const { cookies } = await portal.storageState()
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
    return { cookies, headers: { cookie, origin: portalUrl() } }
  } finally {
    await portal.dispose()
  }
}
