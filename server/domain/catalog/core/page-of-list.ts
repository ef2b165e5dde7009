/**
 * A page of a short list that is kept in an order of its own (name, position) and is read whole: what follows the item with id
 * `after`. Null: there is no such item, so the cursor is not one of this list.
 */
export function pageOfList<T extends { id: string }>(
  items: readonly T[],
  after: string | undefined,
  limit: number,
): { items: T[]; nextCursor: string | null } | null {
  const from = after === undefined ? 0 : items.findIndex((item) => item.id === after) + 1
  if (after !== undefined && from === 0) return null
  const shown = items.slice(from, from + limit)
  return { items: shown, nextCursor: from + limit < items.length ? (shown.at(-1)?.id ?? null) : null }
}
