import { Prisma } from "@/server/db"
import { DomainError } from "./domain-error"

/** Cannot be reached, timed out, closed the connection; no connection or transaction to be had in time. */
const awayCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"])

/** What a person is told while the database is away or its pool is at its limit: come back soon. Null: it is something else. */
export function databaseAway(error: unknown): DomainError | null {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || !awayCodes.has(error.code)) return null
  const message = "The portal cannot reach its database at the moment. What runs goes on; try again in a few seconds."
  return new DomainError("unavailable", message, undefined, 2)
}
