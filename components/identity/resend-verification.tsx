"use client"

import { useMutation } from "@tanstack/react-query"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"

/** Sends the verification mail again. */
export function ResendVerification({ email }: { email: string }) {
  const trpc = useTRPC()
  const resend = useMutation(trpc.identity.resendVerification.mutationOptions())
  if (resend.isSuccess) return <output className="text-muted-foreground">{resend.data.message}</output>
  return (
    <div className="flex flex-col items-start gap-2">
      <InlineError error={resend.error} />
      <Button variant="outline" pending={resend.isPending} onClick={() => resend.mutate({ email })}>
        Send the mail again
      </Button>
    </div>
  )
}
