/** After this many attempts a mail is given up; by then two days have passed. */
export const maxMailAttempts = 14

/** Seconds until the next attempt: 30 s, 1 min, 2 min … at most 8 hours. `attempts` counts those already begun, from 1. */
export const mailRetrySeconds = (attempts: number): number => Math.min(30 * 2 ** (Math.max(1, attempts) - 1), 28_800)
