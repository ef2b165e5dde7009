"use client"

import { Inbox, TriangleAlert } from "lucide-react"
import Link from "next/link"
import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { Logo } from "../logo"
import { Card } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { Page, PageHeader } from "../ui/page-header"
import { RelativeTime } from "../ui/relative-time"

export type ShownMail = { id: string; to: string; subject: string; text: string; at: string }

/** Every mail of this installation, while there is no server to send them. New ones appear by themselves. */
export function Mailbox({ mails }: { mails: ShownMail[] }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), 2_000)
    return () => clearInterval(timer)
  }, [router])
  return (
    <main>
      <Page className="max-w-3xl">
        <Link href="/" className="w-fit">
          <Logo />
        </Link>
        <PageHeader title="Mailbox" description="Mails that would have been sent, newest first." />
        <p className="flex items-start gap-2 rounded-md border border-state-degraded/30 bg-state-degraded/10 px-3 py-2 text-state-degraded">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span>
            No mail server is configured, so everybody who reaches this portal sees everybody's mail here, with links
            that open accounts. Set SMTP_URL before others use it: mail is then sent, and this page is gone.
          </span>
        </p>
        {mails.length === 0 ? (
          <Card>
            <EmptyState icon={Inbox} title="No mail yet">
              Sign up, ask for a new password or invite somebody: the mail appears here within seconds.
            </EmptyState>
          </Card>
        ) : (
          <ul className="flex flex-col gap-4" aria-label="Mails">
            {mails.map((mail) => (
              <li key={mail.id}>
                <MailCard mail={mail} />
              </li>
            ))}
          </ul>
        )}
      </Page>
    </main>
  )
}

const MailCard = ({ mail }: { mail: ShownMail }) => (
  <Card className="flex flex-col gap-3 p-4 sm:p-5">
    <header className="flex flex-wrap items-baseline justify-between gap-x-4">
      <h2 className="font-semibold text-base">{mail.subject}</h2>
      <RelativeTime at={mail.at} className="text-muted-foreground text-xs" />
      <p className="w-full break-all text-muted-foreground">to {mail.to}</p>
    </header>
    <p className="whitespace-pre-wrap break-words">
      {mail.text.split(/(https?:\/\/\S+)/).map((part, at) =>
        part.startsWith("http") ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that does not change
          <a key={at} href={part} className="break-all text-primary underline underline-offset-4 hover:no-underline">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  </Card>
)
