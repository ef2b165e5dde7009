import type { Deps } from "../deps"
import { removeEmailTokensBefore } from "./email-token-store"
import { removeMailBefore } from "./mail-store"
import { removeWindowsBefore } from "./rate-store"
import { removeSessionsBefore } from "./session-store"

const days = (count: number, before: Date): Date => new Date(before.getTime() - count * 86_400_000)

/** For the worker: what has ended and nobody asks for any more. */
export async function forgetExpired({ db }: Deps, now: Date): Promise<void> {
  await removeWindowsBefore(db, days(1, now))
  await removeEmailTokensBefore(db, days(7, now))
  await removeSessionsBefore(db, days(30, now))
  await removeMailBefore(db, days(30, now))
}
