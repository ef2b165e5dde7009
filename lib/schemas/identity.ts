import { z } from "zod"
import { TenantInput, zId, zInstant, zTitle } from "./base"

export const TenantRole = z.enum(["owner", "admin", "engineer", "billing", "viewer"])
export type TenantRole = z.infer<typeof TenantRole>

export const zEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Enter an e-mail address such as name@example.com."))
export const zPassword = z
  .string()
  .min(12, "Use at least 12 characters: a few words in a row work well.")
  .max(200, "Use at most 200 characters.")

export const SignUp = z.object({ company: zTitle, name: zTitle, email: zEmail, password: zPassword })
export const VerifyEmail = z.object({ token: z.string().min(20).max(200) })
export const RequestPasswordReset = z.object({ email: zEmail })
export const ResetPassword = z.object({ token: z.string().min(20).max(200), password: zPassword })
export const Accepted = z.object({ ok: z.literal(true), message: z.string() })

export const MeOut = z.object({
  user: z.object({ id: zId, name: z.string(), email: z.string(), isProvider: z.boolean() }),
  via: z.enum(["session", "api_key"]),
  tenants: z.array(
    z.object({
      id: zId,
      slug: z.string(),
      name: z.string(),
      role: TenantRole,
      currency: z.string(),
      timeZone: z.string(),
    }),
  ),
})

export const MemberOut = z.object({
  userId: zId,
  name: z.string(),
  email: z.string(),
  role: TenantRole,
  since: zInstant,
})
export const ChangeMemberRole = TenantInput.extend({ userId: zId, role: TenantRole })
export const RemoveMember = TenantInput.extend({ userId: zId })

export const InvitationOut = z.object({
  id: zId,
  email: z.string(),
  role: TenantRole,
  expiresAt: zInstant,
  createdAt: zInstant,
  state: z.enum(["open", "accepted", "expired", "revoked"]),
})
export const CreateInvitation = TenantInput.extend({ email: zEmail, role: TenantRole })
export const RevokeInvitation = TenantInput.extend({ invitationId: zId })
export const PreviewInvitation = z.object({ token: z.string().min(20).max(200) })
export const InvitationPreviewOut = z.object({
  tenantName: z.string(),
  email: z.string(),
  role: TenantRole,
  invitedBy: z.string(),
  expiresAt: zInstant,
  /** The address has an account: sign in to accept; otherwise name and password are asked. */
  hasAccount: z.boolean(),
})
export const AcceptInvitation = z.object({
  token: z.string().min(20).max(200),
  name: zTitle.optional(),
  password: zPassword.optional(),
})

export const ApiKeyOut = z.object({
  id: zId,
  name: z.string(),
  prefix: z.string(),
  role: TenantRole.nullable(),
  expiresAt: zInstant.nullable(),
  lastUsedAt: zInstant.nullable(),
  createdAt: zInstant,
})
export const CreateApiKey = TenantInput.extend({
  name: zTitle,
  role: TenantRole,
  expiresInDays: z.coerce.number().int().min(1).max(730).nullable().default(365),
})
/** The only time the key itself is shown. */
export const CreatedApiKeyOut = ApiKeyOut.extend({ key: z.string() })
export const RevokeApiKey = TenantInput.extend({ apiKeyId: zId })

export const SessionOut = z.object({
  id: zId,
  current: z.boolean(),
  createdAt: zInstant,
  lastSeenAt: zInstant,
  address: z.string(),
  userAgent: z.string(),
})
