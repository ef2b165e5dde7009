import { createTRPCClient, httpLink } from "@trpc/client"
import type { AppRouter } from "@/server/api/root"
import { portalUrl } from "./addresses"

export type PortalApi = ReturnType<typeof portalApi>

/** The portal's procedures, as its pages call them. `headers` say who calls. */
export const portalApi = (headers: Record<string, string> = {}) =>
  createTRPCClient<AppRouter>({ links: [httpLink({ url: `${portalUrl()}/api/trpc`, headers })] })
