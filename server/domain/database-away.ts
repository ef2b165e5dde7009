import { Prisma } from "@/server/db"
import { DomainError } from "./domain-error"

/** Cannot be reached, timed out, closed the connection; no connection or transaction to be had in time. */
const awayCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"])
/** The same as the driver tells it, which is all that a raw query says. */
const awayKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"])
/** Shutting down, crashed, starting up; no connection left; connection failures. */
const awayStates = /^(57P0[123]|53300|08...)$/
/** What the driver throws of a connection that ends under a query; it gives these no code. */
const endedMessages = [
  "Connection terminated",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
]

type DriverError = { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } } }

function isAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (awayCodes.has(error.code)) return true
    const cause = (error.meta as DriverError | undefined)?.driverAdapterError?.cause
    return awayKinds.has(cause?.kind ?? "") || awayStates.test(cause?.originalCode ?? "")
  }
  return error instanceof Error && endedMessages.some((message) => error.message.startsWith(message))
}

/** What a person is told while the database is away or its pool is at its limit: come back soon. Null: it is something else. */
export function databaseAway(error: unknown): DomainError | null {
  if (!isAway(error)) return null
  const message = "The portal cannot reach its database at the moment. What runs goes on; try again in a few seconds."
  return new DomainError("unavailable", message, undefined, 2)
}
