import { z } from "zod"
import { PageInput, TenantInput, zId, zInstant, zTitle } from "./base"

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

/** IANA name, such as Europe/Vienna. */
export const zTimeZone = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
    } catch (error) {
      if (error instanceof RangeError) return false
      throw error
    }
  }, "Use a time zone such as Europe/Vienna.")

/** What a mailed link carries. */
const zToken = z.string().min(20, "This link is not complete. Copy all of it from the mail.").max(200)

export const SignUp = z.object({
  company: zTitle,
  name: zTitle,
  email: zEmail,
  password: zPassword,
  /** Where months begin and end for the company's invoices; UTC when not given. */
  timeZone: zTimeZone.optional(),
})
/** No rule for the password here: what was good once must go on to work. */
export const SignIn = z.object({ email: zEmail, password: z.string().min(1, "Enter your password.").max(200) })
export const VerifyEmail = z.object({ token: zToken })
export const ResendVerification = z.object({ email: zEmail })
export const RequestPasswordReset = z.object({ email: zEmail })
export const ResetPassword = z.object({ token: zToken, password: zPassword })
export const ChangePassword = z.object({
  currentPassword: z.string().min(1, "Enter your present password.").max(200),
  newPassword: zPassword,
})
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
export const ResendInvitation = RevokeInvitation
export const PreviewInvitation = z.object({ token: zToken })
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
  token: zToken,
  /** Of whoever has no account yet. */
  name: zTitle.optional(),
  password: zPassword.optional(),
})
export const AcceptedInvitationOut = Accepted.extend({ tenantSlug: z.string(), email: z.string() })

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
export const RevokeSession = z.object({ sessionId: zId })

/** Members, invitations, keys and audit events, each newest first. */
export const ListInTenant = TenantInput.extend(PageInput.shape)
