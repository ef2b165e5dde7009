/** Days within which partners promise to deliver ordered nodes. */
export const deliveryDays = 3

export const promisedAt = (orderedAt: Date): Date => new Date(orderedAt.getTime() + deliveryDays * 24 * 3_600_000)
