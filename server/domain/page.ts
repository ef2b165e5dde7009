import { DomainError } from "./domain-error"

/** Cursor = id of the last row shown. Lists are ordered by UUIDv7 id, newest first, so a cursor never skips or repeats. */
export type PageRequest = { cursor?: string | undefined; limit: number }
export type Page<T> = { items: T[]; nextCursor: string | null }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `where` part and `take` for a page; ask for one row more than shown to know whether there is a next page. */
export function pageQuery({ cursor, limit }: PageRequest): { id?: { lt: string }; take: number } {
  if (cursor !== undefined && !uuid.test(cursor))
    throw new DomainError("invalid", "This cursor is not one of ours. Start again without a cursor.", "cursor")
  return cursor === undefined ? { take: limit + 1 } : { id: { lt: cursor }, take: limit + 1 }
}

export function toPage<Row extends { id: string }, T>(rows: Row[], limit: number, map: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(map), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
