"use client"

import { createContext, type ReactNode, useContext, useMemo } from "react"
import { mayDo, type Permission } from "@/lib/permissions"
import type { ApiOutputs } from "../trpc"

type Me = ApiOutputs["me"]["get"]
export type Tenant = Me["tenants"][number]
type Held = {
  tenant: Tenant
  me: Me
  /** Whether to offer an act; the procedure decides. */
  can: (permission: Permission) => boolean
  /** Address inside this company: `to("/billing")`. */
  to: (path?: string) => string
}

const Context = createContext<Held | null>(null)

export function TenantProvider({ tenant, me, children }: { tenant: Tenant; me: Me; children: ReactNode }) {
  const held = useMemo<Held>(
    () => ({
      tenant,
      me,
      can: (permission) => mayDo(tenant.role, permission),
      to: (path = "") => `/${tenant.slug}${path}`,
    }),
    [tenant, me],
  )
  return <Context.Provider value={held}>{children}</Context.Provider>
}

/** The company of the page, who looks at it, and what they may do there. Only below the portal frame. */
export function useTenant(): Held {
  const held = useContext(Context)
  if (!held) throw new Error("useTenant is for pages below app/(portal)/[tenant].")
  return held
}
