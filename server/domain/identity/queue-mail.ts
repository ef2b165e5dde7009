import { newId } from "@/lib/ids"
import { decryptSecret, encryptSecret } from "@/server/crypto/secret-box"
import type { Tx } from "@/server/db"
import type { Deps } from "../deps"
import type { MailText } from "./core/mail-texts"
import { insertMail } from "./mail-store"

const contextOf = (mailId: string): string => `${mailId}:mail.text`

/** A mail goes out exactly when its cause is committed. Its text is sealed while it waits: it may hold a link that opens an account. */
export async function queueMail(tx: Tx, { clock, settings }: Deps, to: string, mail: MailText): Promise<void> {
  const id = newId()
  const text = encryptSecret(settings.encryptionKey, contextOf(id), mail.text)
  await insertMail(tx, { id, to, subject: mail.subject, text, now: clock.now() })
}

export const openMailText = ({ settings }: Deps, mail: { id: string; text: string }): string =>
  decryptSecret(settings.encryptionKey, contextOf(mail.id), mail.text)
