import { PrismaPg } from "@prisma/adapter-pg"
import { Prisma, PrismaClient } from "@/prisma/generated/client"

export type Db = PrismaClient
/** A transaction's client: what stores take, so that nobody forgets the transaction. */
export type Tx = Prisma.TransactionClient
export { Prisma }

/** Opens a pool on `url`. The role in the URL decides what rows exist: see docs/decisions on row-level security. */
export function openDatabase(url: string, options: { max: number; name: string }): Db {
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.max,
    application_name: options.name,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    // The adapter sends instants without an offset: any other zone of the server would shift them.
    options: "-c TimeZone=UTC",
  })
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 10_000 } })
}
