import { expect, test } from "vitest"
import { judgeNode } from "./judge-node"

const now = new Date("2026-03-01T00:01:00Z")
const seen = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1_000)

test.each([
  ["answers", false, seen(1), null, "report", "up"],
  ["answers again after it was down", true, seen(60), seen(60), "report", "returned"],
  ["door just closed", false, seen(1), null, "refused", "missing"],
  ["door closed for two seconds", false, seen(2), null, "refused", "lost"],
  ["stalls for five seconds", false, seen(5), seen(5), "silent", "missing"],
  ["silent for ten seconds", false, seen(10), seen(10), "silent", "lost"],
  ["never seen yet", false, null, null, "refused", "missing"],
  [
    "nobody looked for twenty seconds, and the first look gets no answer",
    false,
    seen(20),
    seen(0),
    "silent",
    "missing",
  ],
  ["nobody looked for twenty seconds, then it stalls for five", false, seen(25), seen(5), "silent", "missing"],
  ["nobody looked for twenty seconds, then it is silent for seven", false, seen(27), seen(7), "silent", "lost"],
  ["a look before it was seen last does not count", false, seen(2), seen(60), "silent", "missing"],
  ["stays down", true, seen(600), null, "refused", "still_down"],
] as const)("%s", (_name, down, lastSeenAt, silentSince, sight, verdict) => {
  expect(judgeNode({ down, lastSeenAt, silentSince }, sight, now)).toBe(verdict)
})
