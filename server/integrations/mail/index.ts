import type { Deps } from "@/server/domain/deps"
import { deliverDueMail, type MailTransport } from "@/server/domain/identity"
import { mailboxTransport } from "./mailbox-folder"
import { smtpTransport } from "./smtp-transport"

export { type KeptMail, readMailbox } from "./mailbox-folder"

const smtp = new Map<string, MailTransport>()

/** SMTP when it is configured (one connection pool per server), else the mailbox folder. */
export function transportOf({ settings, clock }: Pick<Deps, "settings" | "clock">): MailTransport {
  const { smtpUrl, dataDir } = settings
  if (smtpUrl === null) return mailboxTransport(dataDir, () => clock.now())
  const open = smtp.get(smtpUrl) ?? smtpTransport(smtpUrl)
  smtp.set(smtpUrl, open)
  return open
}

/** The worker's tick: sends what is due at `now`. Returns how many went out. */
export const sendDueMail = (deps: Deps, now: Date): Promise<number> => deliverDueMail(deps, transportOf(deps), now)
