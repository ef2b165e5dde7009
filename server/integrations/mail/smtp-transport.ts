import { createTransport } from "nodemailer"
import type { MailTransport } from "@/server/domain/identity"

/** Sends by the SMTP server of `url` (smtp://user:password@host:port). */
export function smtpTransport(url: string): MailTransport {
  const smtp = createTransport(url, {
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  } as object)
  return async ({ id, from, to, subject, text }) => {
    // The same id for a repeat lets the far side drop the second one.
    await smtp.sendMail({
      from,
      to,
      subject,
      text,
      messageId: `<${id}@gridline>`,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
}
