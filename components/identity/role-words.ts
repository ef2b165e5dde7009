import type { TenantRole } from "@/lib/schemas/identity"

export const roleWords: Record<TenantRole, { title: string; may: string }> = {
  owner: { title: "Owner", may: "Everything, and makes other owners" },
  admin: { title: "Admin", may: "Everything but owners: members, keys, applications, bills" },
  engineer: { title: "Engineer", may: "Buys VDCs, builds and runs applications" },
  viewer: { title: "Viewer", may: "Looks at everything, changes nothing" },
  billing: { title: "Billing", may: "Reads usage and invoices" },
}

export const rolesFor = (own: TenantRole): TenantRole[] =>
  (Object.keys(roleWords) as TenantRole[]).filter((role) => role !== "owner" || own === "owner")
