import type { TenantRole } from "@/lib/schemas/identity"

export type MailText = { subject: string; text: string }

/** A name somebody else chose: one line, no control characters, not long enough for a message of its own. */
const named = (text: string): string =>
  text
    .replace(/\p{C}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 80)

const link = (portalUrl: string, path: string, token: string): string =>
  `${portalUrl.replace(/\/$/, "")}${path}?token=${token}`

const mail = (subject: string, ...paragraphs: string[]): MailText => ({
  subject,
  text: `${paragraphs.join("\n\n")}\n\nGridline\n`,
})

export const verifyMail = (portalUrl: string, to: { name: string }, token: string): MailText =>
  mail(
    "Confirm your e-mail address",
    `Hello ${named(to.name)},`,
    `confirm that this address is yours, then sign in:\n${link(portalUrl, "/verify", token)}`,
    "The link works once, within 24 hours. If you did not sign up, do nothing: without it the account cannot be used.",
  )

/** Signed up again with an address that has an account: told to its owner, not to whoever typed it. */
export const existingAccountMail = (portalUrl: string, to: { name: string }): MailText =>
  mail(
    "You have an account already",
    `Hello ${named(to.name)},`,
    `somebody, perhaps you, signed up with this address. There is an account for it, so nothing was made. Sign in here:\n${portalUrl.replace(/\/$/, "")}/sign-in`,
    `Forgot the password? Set a new one:\n${portalUrl.replace(/\/$/, "")}/forgot`,
    "If it was not you, do nothing.",
  )

/**
 * Signed up again before the first sign-up was confirmed. The first may have been a stranger's, who knows its password: so the way
 * in is a new password, not a confirmation of the old one.
 */
export const unconfirmedAccountMail = (portalUrl: string, to: { name: string }, token: string): MailText =>
  mail(
    "Finish your sign-up",
    `Hello ${named(to.name)},`,
    `an account for this address was begun before and never confirmed. Choose its password here, which also confirms the address:\n${link(portalUrl, "/reset", token)}`,
    "The link works once, within an hour. If you did not sign up, do nothing.",
  )

export const resetMail = (portalUrl: string, to: { name: string }, token: string): MailText =>
  mail(
    "Set a new password",
    `Hello ${named(to.name)},`,
    `set a new password here:\n${link(portalUrl, "/reset", token)}`,
    "The link works once, within an hour. If you did not ask for it, do nothing: your password stays as it is.",
  )

export const passwordChangedMail = (portalUrl: string, to: { name: string }): MailText =>
  mail(
    "Your password was changed",
    `Hello ${named(to.name)},`,
    "the password of your account was changed, and other sessions were signed out.",
    `If it was not you, set a new one now:\n${portalUrl.replace(/\/$/, "")}/forgot`,
  )

export const invitationMail = (
  portalUrl: string,
  invitation: { company: string; invitedBy: string; role: TenantRole; token: string },
): MailText =>
  mail(
    `Invitation to ${named(invitation.company)}`,
    `${named(invitation.invitedBy)} invites you to ${named(invitation.company)} on Gridline, as ${invitation.role}.`,
    `See the invitation and accept it:\n${link(portalUrl, "/invitation", invitation.token)}`,
    "The link works once, within 7 days. If you do not know who this is, do nothing.",
  )
