import type { RatedLine } from "./rating-types"

export type Posting = { account: string; currency: string /** Debit positive, credit negative. */; amountMinor: bigint }
export type NewJournal = {
  tenantId: string
  sourceType: string
  sourceId: string
  kind: string
  at: Date
  postings: Posting[]
}

type Invoiced = { currency: string; lines: readonly Pick<RatedLine, "kind" | "amountMinor">[] }

/** What a finalized invoice says to the books: receivable against revenue by kind. Sums to zero; zero amounts are left out. */
export function invoicePostings({ currency, lines }: Invoiced): Posting[] {
  const revenue = new Map<string, bigint>()
  for (const { kind, amountMinor } of lines)
    revenue.set(`revenue:${kind}`, (revenue.get(`revenue:${kind}`) ?? 0n) - amountMinor)
  const total = [...revenue.values()].reduce((sum, amount) => sum - amount, 0n)
  return [["receivable", total] as const, ...revenue]
    .filter(([, amountMinor]) => amountMinor !== 0n)
    .map(([account, amountMinor]) => ({ account, currency, amountMinor }))
}
