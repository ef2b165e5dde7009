import { expect, test } from "vitest"
import { safeNext } from "./safe-next"

test.each([
  ["/demo/vdc?tab=1#top", "/demo/vdc?tab=1#top"],
  ["/", "/"],
  ["/a/../b", "/b"],
  [undefined, null],
  ["", null],
  ["demo", null],
  ["//evil.test", null],
  ["/\\evil.test", null],
  ["/\t/evil.test", null],
  ["/x\\..\\evil", null],
  ["https://evil.test/", null],
  ["javascript:alert(1)", null],
])("%s → %s", (next, safe) => {
  expect(safeNext(next)).toBe(safe)
})
