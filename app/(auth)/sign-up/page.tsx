import type { Metadata } from "next"
import { SignUpForm } from "@/components/identity/sign-up-form"
import { mailboxIsOpen } from "@/server/auth/dev-mailbox"

export const metadata: Metadata = { title: "Sign up" }

export default function Page() {
  return <SignUpForm mailboxOpen={mailboxIsOpen()} />
}
