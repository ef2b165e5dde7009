import type { z } from "zod"
import type { ChangeMemberRole, MemberOut, TenantRole } from "@/lib/schemas/identity"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Page, type PageRequest, toPage } from "../page"
import { revokeKeysOf } from "./api-key-store"
import { countOwners, findMember, findMembers, lockTenant, removeMembership, setMemberRole } from "./tenant-store"

type Member = z.input<typeof MemberOut>
type MemberRow = { userId: string; role: TenantRole; createdAt: Date; user: { name: string; email: string } }

const toMember = ({ userId, role, createdAt, user }: MemberRow): Member => ({
  userId,
  name: user.name,
  email: user.email,
  role,
  since: createdAt.toISOString(),
})

export const listMembers = ({ db }: Deps, scope: TenantScope, page: PageRequest): Promise<Page<Member>> =>
  inTenant(db, scope, async (tx) => toPage(await findMembers(tx, scope.tenantId, page), page.limit, toMember))

export function ownersAlone(scope: TenantScope, role: TenantRole): void {
  if (role === "owner" && scope.role !== "owner")
    throw new DomainError(
      "forbidden",
      "Only an owner may make, change or remove owners. Ask an owner of the company.",
      "role",
    )
}

/** Under the company's lock: of two owners who demote each other at once, one is refused. */
async function lockedMember(tx: Tx, scope: TenantScope, userId: string) {
  await lockTenant(tx, scope.tenantId)
  const member = await findMember(tx, scope.tenantId, userId)
  if (!member) throw notFound("member")
  ownersAlone(scope, member.role)
  return member
}

async function keepsAnOwner(tx: Tx, scope: TenantScope): Promise<void> {
  if ((await countOwners(tx, scope.tenantId)) > 1) return
  throw new DomainError("conflict", "This is the company's only owner. Make another member an owner first.", "userId")
}

export const changeMemberRole = (
  { db }: Deps,
  scope: TenantScope,
  { userId, role }: z.output<typeof ChangeMemberRole>,
): Promise<Member> =>
  inTenant(db, scope, async (tx) => {
    const member = await lockedMember(tx, scope, userId)
    ownersAlone(scope, role)
    if (member.role === role) return toMember(member)
    if (member.role === "owner") await keepsAnOwner(tx, scope)
    const changed = await setMemberRole(tx, scope.tenantId, userId, role)
    await recordAudit(tx, scope, {
      action: "member.change_role",
      subjectType: "member",
      subjectId: userId,
      before: { role: member.role },
      after: { role },
    })
    return toMember(changed)
  })

/** Their keys go with them. */
export const removeMember = ({ db, clock }: Deps, scope: TenantScope, userId: string) =>
  inTenant(db, scope, async (tx) => {
    const member = await lockedMember(tx, scope, userId)
    if (member.role === "owner") await keepsAnOwner(tx, scope)
    const keys = await revokeKeysOf(tx, scope.tenantId, userId, clock.now())
    await removeMembership(tx, scope.tenantId, userId)
    await recordAudit(tx, scope, {
      action: "member.remove",
      subjectType: "member",
      subjectId: userId,
      before: { email: member.user.email, role: member.role },
      after: { revokedApiKeys: keys },
    })
    return { ok: true as const, message: `${member.user.name} is no longer a member.` }
  })
