import Link from "next/link"
import type { ReactNode } from "react"
import { Card, CardContent } from "../ui/card"

/** One form in the middle of a page. */
export const AuthCard = ({
  title,
  description,
  children,
  footer,
}: {
  title: string
  description?: ReactNode
  children: ReactNode
  footer?: ReactNode
}) => (
  <div className="flex w-full max-w-md flex-col gap-4">
    <Card>
      <CardContent className="flex flex-col gap-5 pt-6 sm:pt-7">
        <header>
          <h1 className="font-semibold text-2xl leading-tight tracking-tight">{title}</h1>
          {description && <div className="mt-1.5 text-muted-foreground">{description}</div>}
        </header>
        {children}
      </CardContent>
    </Card>
    {footer && <p className="text-center text-muted-foreground">{footer}</p>}
  </div>
)

export const TextLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="font-medium text-primary underline underline-offset-4 hover:no-underline">
    {children}
  </Link>
)

/** Where the mail is while no server sends it. */
export const MailboxHint = ({ open }: { open: boolean }) =>
  open ? (
    <p className="rounded-md border bg-muted px-3 py-2 text-compact">
      No mail server is configured, so nothing leaves this machine. Find the mail in the{" "}
      <TextLink href="/dev/mailbox">mailbox</TextLink>.
    </p>
  ) : null
