"use client"

/** Provider pages have no company whose changes could be pushed: they ask again this often while they are looked at, ms. */
export const refreshMs = 3_000

type Pages<Row> = {
  data: { pages: { items: Row[]; nextCursor: string | null }[] } | undefined
  error: unknown
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
  refetch: () => Promise<unknown>
}

/** What a DataTable wants to know of a list that comes page by page. */
export const tableOf = <Row>(list: Pages<Row>) => ({
  rows: list.data?.pages.flatMap((page) => page.items),
  error: list.error,
  onRetry: () => void list.refetch(),
  onMore: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
  moreLoading: list.isFetchingNextPage,
})

export const nextPage = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
  refetchInterval: refreshMs,
}
