import {
  Accepted,
  ChangePassword,
  RequestPasswordReset,
  ResendVerification,
  ResetPassword,
  SignUp,
  VerifyEmail,
} from "@/lib/schemas/identity"
import { openProcedure, signedInProcedure } from "../procedures"
import { type ApiContext, router } from "../trpc"

const fromOf = ({ address, userAgent }: ApiContext) => ({ address, userAgent })

/** Accounts and passwords: for the portal's forms, so without REST paths. */
export const identityRouter = router({
  signUp: openProcedure
    .input(SignUp)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.signUp(input, fromOf(ctx))),
  verifyEmail: openProcedure
    .input(VerifyEmail)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.verifyEmail(input.token, fromOf(ctx))),
  resendVerification: openProcedure
    .input(ResendVerification)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.resendVerification(input.email, fromOf(ctx))),
  requestPasswordReset: openProcedure
    .input(RequestPasswordReset)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.requestPasswordReset(input.email, fromOf(ctx))),
  resetPassword: openProcedure
    .input(ResetPassword)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.resetPassword(input, fromOf(ctx))),
  changePassword: signedInProcedure
    .input(ChangePassword)
    .output(Accepted)
    .mutation(({ ctx, input }) => ctx.services.identity.changePassword(ctx.caller, input)),
  signOutEverywhere: signedInProcedure
    .output(Accepted)
    .mutation(({ ctx }) => ctx.services.identity.sessions.endAll(ctx.caller)),
})
