import type { Metadata } from "next"
import { ForgotForm } from "@/components/identity/forgot-form"
import { mailboxIsOpen } from "@/server/auth/dev-mailbox"

export const metadata: Metadata = { title: "Forgot password" }

export default function Page() {
  return <ForgotForm mailboxOpen={mailboxIsOpen()} />
}
