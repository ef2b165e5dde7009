import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { Mailbox } from "@/components/identity/mailbox"
import { devMailbox } from "@/server/auth/dev-mailbox"

export const metadata: Metadata = { title: "Mailbox", referrer: "no-referrer", robots: { index: false } }
export const dynamic = "force-dynamic"

export default async function Page() {
  const mails = await devMailbox()
  if (!mails) notFound()
  return <Mailbox mails={mails} />
}
