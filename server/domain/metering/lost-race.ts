import { Prisma } from "@/server/db"
import { DomainError } from "../domain-error"

/** exclusion_violation, unique_violation, deadlock_detected, serialization_failure: another writer was faster. */
const sqlStates = /23P01|23505|40P01|40001/
const prismaCodes = new Set(["P2002", "P2034"])

export const lostRace = (): DomainError =>
  new DomainError("stale", "Somebody else recorded this usage at the same moment. Observe again and repeat.")

/** Runs `work`; what the database refused because of another writer becomes `stale`. The transaction is lost then. */
export async function orStale<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error
    const raced = prismaCodes.has(error.code) || sqlStates.test(`${error.message} ${JSON.stringify(error.meta ?? {})}`)
    throw raced ? lostRace() : error
  }
}
