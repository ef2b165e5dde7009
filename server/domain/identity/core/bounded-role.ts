import type { TenantRole } from "@/lib/schemas/identity"

/** From most to least: whoever has one may do all that those after it may. A test holds this against the permissions. */
export const rolesByRank: readonly TenantRole[] = ["owner", "admin", "engineer", "viewer", "billing"]

const rank = (role: TenantRole): number => rolesByRank.indexOf(role)

/** A key never may more than its maker may now: the lesser of the two roles. */
export const boundedRole = (role: TenantRole, makersRole: TenantRole): TenantRole =>
  rank(role) >= rank(makersRole) ? role : makersRole

export const exceeds = (role: TenantRole, own: TenantRole): boolean => rank(role) < rank(own)
