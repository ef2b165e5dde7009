import { expect } from "vitest"
import type { Answer } from "./api-server"

/** Exactly `{ code, message, field? }`, and nothing of our insides. */
export function expectError(
  { status, json, text, headers }: Answer,
  expected: number,
  code: string,
  field?: string,
): void {
  expect(json, text).toEqual({ code, message: expect.stringMatching(/\S/), ...(field ? { field } : {}) })
  expect(status).toBe(expected)
  expect(headers["content-type"]).toMatch(/^application\/json/)
  expect(text).not.toMatch(/prisma|postgres|node_modules|\bat .*:\d+:\d+|TRPC|zod/i)
}
