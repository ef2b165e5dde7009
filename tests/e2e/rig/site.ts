import type { APIRequestContext } from "@playwright/test"
import { edgeUrl, siteUrl } from "./addresses"

/** Asks an application for `path`. By host name header: unlike the browser, Node asks the system, which may not know *.localhost. */
export const askSite = (request: APIRequestContext, application: string, vdc: string, path = "") =>
  request.get(`${edgeUrl()}/${path}`, { headers: { host: new URL(siteUrl(application, vdc)).host }, timeout: 5_000 })
