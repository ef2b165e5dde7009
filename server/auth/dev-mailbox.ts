import "server-only"
import { type KeptMail, readMailbox } from "@/server/integrations/mail"
import { createLogger } from "@/server/logger"
import { portalServices } from "./portal-services"

/** Mails are kept for reading in the portal only while there is no SMTP server to send them. */
export const mailboxIsOpen = (): boolean => portalServices().deps.settings.smtpUrl === null

let warned = false

/** Null: there is a mail server, so there is no such page. Everybody's mail: for trying the product on one's own machine. */
export async function devMailbox(): Promise<KeptMail[] | null> {
  if (!mailboxIsOpen()) return null
  if (!warned)
    createLogger("web").warn("the mailbox page is open to everybody who reaches the portal; set SMTP_URL to close it")
  warned = true
  return readMailbox(portalServices().deps.settings.dataDir)
}
