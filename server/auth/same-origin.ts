import type { IncomingHttpHeaders } from "node:http"

/**
 * For requests that change something: false when a browser sent it with cookies for another site's page. Browsers say where a
 * request comes from in `Sec-Fetch-Site` and `Origin`; one with cookies that says neither is refused. Without cookies there is
 * nobody to borrow from.
 */
export function sameOrigin({ headers }: { headers: IncomingHttpHeaders }, portalUrl: string): boolean {
  const { origin, cookie } = headers
  const site = headers["sec-fetch-site"]
  if (site !== undefined) return site === "same-origin"
  if (origin !== undefined) return origin === new URL(portalUrl).origin
  return cookie === undefined
}
