import type { TenantRole } from "./schemas/identity"

/** What a member may do in a tenant. `noun:verb`; every procedure names one. */
export const permissions = [
  "tenant:read",
  "tenant:manage",
  "member:read",
  "member:manage",
  "key:manage",
  "vdc:read",
  "vdc:create",
  "application:read",
  "application:control",
  "application:configure",
  "component:exec",
  "volume:read",
  "volume:write",
  "operation:read",
  "event:read",
  "audit:read",
  "billing:read",
] as const
export type Permission = (typeof permissions)[number]

const reads: readonly Permission[] = [
  "tenant:read",
  "member:read",
  "vdc:read",
  "application:read",
  "volume:read",
  "operation:read",
  "event:read",
]
const engineering: readonly Permission[] = [
  ...reads,
  "vdc:create",
  "application:control",
  "application:configure",
  "component:exec",
  "volume:write",
]

const granted: Record<TenantRole, ReadonlySet<Permission>> = {
  owner: new Set(permissions),
  admin: new Set(permissions),
  engineer: new Set([...engineering, "billing:read"]),
  billing: new Set(["tenant:read", "member:read", "vdc:read", "event:read", "billing:read"]),
  viewer: new Set([...reads, "billing:read"]),
}

export const mayDo = (role: TenantRole, permission: Permission): boolean => granted[role].has(permission)
