import fc from "fast-check"
import { expect, test } from "vitest"
import { pageOfList } from "./page-of-list"

test("page after page is the list, nothing twice and nothing left out", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 5 }), (ids, limit) => {
      const items = ids.map((id) => ({ id }))
      const seen: { id: string }[] = []
      let cursor: string | undefined
      for (let page = pageOfList(items, cursor, limit); page; page = pageOfList(items, cursor, limit)) {
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items)
        if (page.nextCursor === null) break
        cursor = page.nextCursor
      }
      expect(seen).toEqual(items)
    }),
  )
})

test("a cursor of another list is none", () => {
  expect(pageOfList([{ id: "a" }], "b", 1)).toBeNull()
})
