import type { Deps } from "../deps"
import { claimMail, markSent, markUnsent } from "./mail-store"
import { openMailText } from "./queue-mail"

export type OutgoingMail = { id: string; from: string; to: string; subject: string; text: string }
/** Sends one mail or throws. May be asked twice for the same id, when a worker died between sending and writing it down. */
export type MailTransport = (mail: OutgoingMail) => Promise<void>

const batch = 20

/** Sends what is due, each on its own: one that fails is tried again later and holds up no other. Returns how many went out. */
export async function deliverDueMail(deps: Deps, transport: MailTransport, now: Date): Promise<number> {
  const { db, settings } = deps
  const claimed = await claimMail(db, now, batch)
  let sent = 0
  for (const mail of claimed) {
    try {
      const text = openMailText(deps, mail)
      await transport({ id: mail.id, from: settings.mailFrom, to: mail.to, subject: mail.subject, text })
      await markSent(db, mail.id, now)
      sent += 1
    } catch (error) {
      await markUnsent(db, mail.id, error instanceof Error ? error.message : String(error))
    }
  }
  return sent
}
