import { expect, test } from "vitest"
import { judgeNode } from "./judge-node"

const now = new Date("2026-03-01T00:01:00Z")
const seen = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1_000)

test.each([
  ["answers", false, seen(1), "report", "up"],
  ["answers again after it was down", true, seen(60), "report", "returned"],
  ["door just closed", false, seen(1), "refused", "missing"],
  ["door closed for two seconds", false, seen(2), "refused", "lost"],
  ["stalls for five seconds", false, seen(5), "silent", "missing"],
  ["silent for ten seconds", false, seen(10), "silent", "lost"],
  ["never seen yet", false, null, "refused", "missing"],
  ["stays down", true, seen(600), "refused", "still_down"],
] as const)("%s", (_name, down, lastSeenAt, sight, verdict) => {
  expect(judgeNode({ down, lastSeenAt }, sight, now)).toBe(verdict)
})
