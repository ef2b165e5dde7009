import "server-only"
import { type KeptMail, readMailbox } from "@/server/integrations/mail"
import { portalServices } from "./portal-services"

export type { KeptMail } from "@/server/integrations/mail"

/** Mails are kept for reading in the portal only while there is no SMTP server to send them. */
export const mailboxIsOpen = (): boolean => portalServices().deps.settings.smtpUrl === null

/** Null: there is a mail server, so there is no such page. Everybody's mail: for trying the product on one's own machine. */
export async function devMailbox(): Promise<KeptMail[] | null> {
  if (!mailboxIsOpen()) return null
  return readMailbox(portalServices().deps.settings.dataDir)
}
