import { expect, test } from "vitest"
import { readable } from "./console-lines"

test("pino's JSON becomes a line, anything else stays as it is", () => {
  const entry = {
    level: 40,
    time: "2026-01-02T03:04:05.678Z",
    pid: 1,
    process: "web",
    msg: "slow",
    ms: 7,
    where: { a: 1 },
  }
  expect(readable(JSON.stringify(entry))).toBe('03:04:05 warn slow ms=7 where={"a":1}')
  expect(readable("{ not json")).toBe("{ not json")
  expect(readable("listening")).toBe("listening")
})

test("an error is shown with its stack, indented", () => {
  const line = readable(
    JSON.stringify({ level: 50, time: "2026-01-02T03:04:05Z", msg: "failed", err: { stack: "Error: x\n at y" } }),
  )
  expect(line).toBe("03:04:05 error failed\n         | Error: x\n         |  at y")
})
