import { describe, expect, test } from "vitest"
import { lossText } from "@/lib/copy-age"
import { type CopyView, copyAge, isElsewhere, lossOf, standingOf } from "./exposure"

const nowMs = Date.parse("2026-03-01T12:00:00Z")
const ago = (ms: number) => new Date(nowMs - ms)
const up = (name: string) => ({ name, isDown: false, downSince: null, lastSeenAt: ago(300) })
const down = (name: string) => ({ name, isDown: true, downSince: ago(20_000), lastSeenAt: ago(21_000) })
const primary = (over: Partial<CopyView> = {}): CopyView => ({
  role: "primary",
  state: "ok",
  ageMs: null,
  asOf: null,
  node: up("n1"),
  ...over,
})
const mirror = (over: Partial<CopyView> = {}): CopyView => ({ ...primary(), role: "replica", node: up("n2"), ...over })
const sentence = (copies: CopyView[], following: "live" | "periodic") => {
  const loss = lossOf(copies, following, nowMs)
  return loss && lossText(loss, nowMs)
}

describe("what the failure of the first copy's node loses", () => {
  test("nothing is there to lose before a copy was made", () => expect(lossOf([], "live", nowMs)).toBeNull())

  test.each([
    ["live", mirror({ ageMs: 0 }), "If n1 fails now: nothing that was acknowledged would be lost."],
    ["live", mirror({ ageMs: 2_000 }), "If n1 fails now: up to the last 2 s of writes would be lost."],
    ["periodic", mirror({ asOf: ago(43_000) }), "If n1 fails now: up to the last 43 s of writes would be lost."],
    [
      "periodic",
      mirror({ asOf: ago(43_000), state: "degraded" }),
      "If n1 fails now: up to the last 43 s of writes would be lost.",
    ],
    [
      "live",
      mirror({ asOf: ago(43_000), state: "degraded" }),
      "If n1 fails now: all of it is away until n1 is back. The mirror on n2 is not in step, so nothing goes on from it.",
    ],
    [
      "periodic",
      mirror({ state: "syncing" }),
      "If n1 fails now: all of it is away until n1 is back. The mirror on n2 is not complete yet.",
    ],
    [
      "periodic",
      mirror({ asOf: ago(5_000), node: down("n2") }),
      "If n1 fails now: all of it is away until n1 is back. The mirror is on n2, which is down.",
    ],
  ] as const)("%s, %o", (following, copy, text) => expect(sentence([primary(), copy], following)).toBe(text))

  test("one copy is one copy", () =>
    expect(sentence([primary()], "periodic")).toBe(
      "If n1 fails now: all of it is away until n1 is back. It is kept on n1 only.",
    ))

  describe("once it has failed", () => {
    const lost = primary({ node: down("n1") })
    test("counts up to the failure, and not on", () =>
      expect(sentence([lost, mirror({ asOf: ago(50_000) })], "periodic")).toBe(
        "n1 has failed: up to the last 30 s of writes before that are lost.",
      ))
    test("a mirror that was in step when the node was last seen has everything", () =>
      expect(sentence([lost, mirror({ state: "degraded", asOf: ago(20_500) })], "live")).toBe(
        "n1 has failed: nothing that was acknowledged is lost.",
      ))
    test("one that was not is not gone on from", () =>
      expect(sentence([lost, mirror({ state: "degraded", asOf: ago(90_000) })], "live")).toMatch(/^n1 has failed: all/))
  })
})

describe("the age of a copy", () => {
  test("the first copy has none", () =>
    expect(copyAge(primary(), nowMs)).toEqual({ inStep: false, asOf: null, ageMs: null }))

  test("a mirror whose node went stands still since", () =>
    expect(copyAge(mirror({ ageMs: 0, node: down("n2") }), nowMs)).toEqual({
      inStep: false,
      asOf: ago(21_000).toISOString(),
      ageMs: 21_000,
    }))
})

describe("what is written of a copy", () => {
  const replica = { role: "replica", state: "ok" } as const
  const at = new Date(nowMs)

  test("an age that grows is the instant it is counted from", () => {
    expect(standingOf({ ...replica, ageMs: 43_000 }, "periodic", at)).toEqual({ ageMs: null, asOf: ago(43_000) })
    expect(standingOf({ ...replica, state: "degraded", ageMs: 9_000 }, "live", at)).toEqual({
      ageMs: null,
      asOf: ago(9_000),
    })
  })
  test("a mirror on a fabric that copies in steps is never said to be in step", () =>
    expect(standingOf({ ...replica, ageMs: 0 }, "periodic", at)).toEqual({ ageMs: null, asOf: at }))
  test("one that follows is so far behind at most", () =>
    expect(standingOf({ ...replica, ageMs: 1_100 }, "live", at)).toEqual({ ageMs: 2_000, asOf: null }))
  test("one that was never complete has no age", () =>
    expect(standingOf({ ...replica, state: "syncing", ageMs: 7 }, "live", at)).toEqual({ ageMs: null, asOf: null }))

  test("is written again only when a person would read something else", () => {
    const lag = (ageMs: number | null) => ({ ageMs, asOf: null })
    const since = (ms: number) => ({ ageMs: null, asOf: ago(ms) })
    expect(isElsewhere(since(43_000), since(43_900))).toBe(false)
    expect(isElsewhere(since(60_000), since(2_000))).toBe(true)
    expect(isElsewhere(lag(2_000), lag(1_000))).toBe(false)
    expect(isElsewhere(lag(1_000), lag(2_000))).toBe(true)
    expect(isElsewhere(lag(2_000), lag(0))).toBe(true)
    expect(isElsewhere(lag(0), lag(0))).toBe(false)
    expect(isElsewhere(lag(null), lag(null))).toBe(false)
    expect(isElsewhere(lag(0), since(3_000))).toBe(true)
  })
})
