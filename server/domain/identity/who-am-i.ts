import type { z } from "zod"
import type { MeOut } from "@/lib/schemas/identity"
import { type Caller, withSetting } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { findMemberships, showOwnMemberships } from "./tenant-store"
import { findUser } from "./user-store"

/** The person and their companies; through a key the company it belongs to, with what the key may. */
export const whoAmI = ({ db }: Deps, caller: Caller): Promise<z.input<typeof MeOut>> =>
  withSetting(db, "app.user_id", caller.userId, async (tx) => {
    const user = await findUser(tx, caller.userId)
    if (!user) throw notFound("account")
    const { id, name, email, isProvider } = user
    if (caller.kind === "api_key" && caller.tenantId === null)
      return { user: { id, name, email, isProvider }, via: "api_key", tenants: [] }
    await showOwnMemberships(tx, caller.userId)
    const memberships = await findMemberships(tx, caller.userId, caller.kind === "api_key" ? caller.tenantId : null)
    const tenants = memberships.map(({ tenant, role }) => ({
      id: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      role: caller.kind === "api_key" ? (caller.role ?? role) : role,
      currency: tenant.currency,
      timeZone: tenant.timeZone,
    }))
    // A company's key says nothing about whether its maker also works for the provider.
    return { user: { id, name, email, isProvider: caller.kind === "session" && isProvider }, via: caller.kind, tenants }
  })
