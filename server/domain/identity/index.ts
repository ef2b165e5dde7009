import type { z } from "zod"
import type {
  AcceptInvitation,
  ChangeMemberRole,
  ChangePassword,
  CreateApiKey,
  CreateInvitation,
  ResetPassword,
  SignIn,
  SignUp,
} from "@/lib/schemas/identity"
import type { Caller, TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { acceptInvitation, previewInvitation } from "./accept-invitation"
import { createApiKey, listApiKeys, revokeApiKey } from "./api-keys"
import { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations"
import { changeMemberRole, listMembers, removeMember } from "./members"
import { changePassword, requestPasswordReset, resetPassword } from "./passwords"
import { endSession, listSecurityEvents, listSessions, signOut, signOutEverywhere } from "./sessions"
import { signIn } from "./sign-in"
import { type From, signUp } from "./sign-up"
import { resendVerification, verifyEmail } from "./verify-email"
import { whoAmI } from "./who-am-i"

export { reservedSlugs } from "./core/company-slug"
export { sessionDays } from "./core/session-life"
export { deliverDueMail, type MailTransport, type OutgoingMail } from "./deliver-due-mail"
export { forgetExpired } from "./forget-expired"
export { hashPassword } from "./password-hash"
export { callerOfApiKey, callerOfSession, type Proof } from "./prove-caller"
export { hashToken, prefixOf } from "./secret-token"
export type { SignedIn } from "./sign-in"

/** People proving who they are, and companies deciding who belongs to them. */
export const createIdentity = (deps: Deps) => ({
  signUp: (input: z.output<typeof SignUp>, from: From) => signUp(deps, input, from),
  verifyEmail: (token: string, from: From) => verifyEmail(deps, token, from),
  resendVerification: (email: string, from: From) => resendVerification(deps, email, from),
  signIn: (input: z.output<typeof SignIn>, from: From) => signIn(deps, input, from),
  signOut: (session: { userId: string; sessionId: string }) => signOut(deps, session),
  requestPasswordReset: (email: string, from: From) => requestPasswordReset(deps, email, from),
  resetPassword: (input: z.output<typeof ResetPassword>, from: From) => resetPassword(deps, input, from),
  changePassword: (caller: Caller, input: z.output<typeof ChangePassword>) => changePassword(deps, caller, input),
  whoAmI: (caller: Caller) => whoAmI(deps, caller),
  sessions: {
    events: (caller: Caller, page: PageRequest) => listSecurityEvents(deps, caller, page),
    list: (caller: Caller, page: PageRequest) => listSessions(deps, caller, page),
    end: (caller: Caller, sessionId: string) => endSession(deps, caller, sessionId),
    endAll: (caller: Caller) => signOutEverywhere(deps, caller),
  },
  members: {
    list: (scope: TenantScope, page: PageRequest) => listMembers(deps, scope, page),
    changeRole: (scope: TenantScope, input: z.output<typeof ChangeMemberRole>) => changeMemberRole(deps, scope, input),
    remove: (scope: TenantScope, userId: string) => removeMember(deps, scope, userId),
  },
  invitations: {
    list: (scope: TenantScope, page: PageRequest) => listInvitations(deps, scope, page),
    create: (scope: TenantScope, input: z.output<typeof CreateInvitation>) => invite(deps, scope, input),
    resend: (scope: TenantScope, id: string) => resendInvitation(deps, scope, id),
    revoke: (scope: TenantScope, id: string) => revokeInvitation(deps, scope, id),
    preview: (token: string) => previewInvitation(deps, token),
    accept: (caller: Caller | null, input: z.output<typeof AcceptInvitation>, from: From) =>
      acceptInvitation(deps, caller, input, from),
  },
  apiKeys: {
    list: (scope: TenantScope, page: PageRequest) => listApiKeys(deps, scope, page),
    create: (scope: TenantScope, input: z.output<typeof CreateApiKey>) => createApiKey(deps, scope, input),
    revoke: (scope: TenantScope, id: string) => revokeApiKey(deps, scope, id),
  },
})
