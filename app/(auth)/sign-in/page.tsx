import type { Metadata } from "next"
import { safeNext } from "@/components/identity/safe-next"
import { SignInForm } from "@/components/identity/sign-in-form"
import { mailboxIsOpen } from "@/server/auth/dev-mailbox"

export const metadata: Metadata = { title: "Sign in" }

type Props = { searchParams: Promise<{ next?: string | string[] }> }

export default async function Page({ searchParams }: Props) {
  const { next } = await searchParams
  return <SignInForm next={safeNext(typeof next === "string" ? next : undefined)} mailboxOpen={mailboxIsOpen()} />
}
