export type InvitationState = "open" | "accepted" | "expired" | "revoked"
export type InvitationDates = { expiresAt: Date; acceptedAt: Date | null; revokedAt: Date | null }

export function invitationState({ expiresAt, acceptedAt, revokedAt }: InvitationDates, now: Date): InvitationState {
  if (acceptedAt) return "accepted"
  if (revokedAt) return "revoked"
  return expiresAt <= now ? "expired" : "open"
}
