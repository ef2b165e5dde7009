import type { QueryClient } from "@tanstack/react-query"

type Filter = { queryKey?: readonly unknown[] }

/**
 * Asks again for what is on screen (all of it without a filter). An answer that is awaited for the first time is asked for once more when it has come: TanStack Query
 * does not break off the only one under way, and it may have been read before the change.
 */
export async function refreshQueries(client: QueryClient, filter: Filter = {}): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll(filter)
    .filter(({ state }) => state.fetchStatus === "fetching" && state.data === undefined)
  await client.invalidateQueries(filter)
  await Promise.all(first.map(({ queryKey }) => client.invalidateQueries({ queryKey, exact: true })))
}
