import { expect, test } from "vitest"
import { askAgainMs } from "./api-error"

const answer = (code: string) => Object.assign(new Error(code), { data: { api: { code, message: code } } })

test("a page asks again by itself while the portal or its database is away, and only then", () => {
  expect(askAgainMs(answer("unavailable"))).toBe(3_000)
  expect(askAgainMs(new TypeError("Failed to fetch"))).toBe(3_000)
  for (const code of ["internal", "not_found", "forbidden", "invalid"]) expect(askAgainMs(answer(code))).toBe(false)
  expect(askAgainMs(null)).toBe(false)
})
