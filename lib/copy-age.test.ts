import { describe, expect, test } from "vitest"
import { ageMsAt, ageText, atMost, type CopyAge, type Loss, lossText } from "./copy-age"

const now = Date.parse("2026-03-01T12:00:00Z")
const inStep: CopyAge = { inStep: true, asOf: null, ageMs: 0 }
const stands: CopyAge = { inStep: false, asOf: "2026-03-01T11:59:17.000Z", ageMs: 43_000 }
const follows: CopyAge = { inStep: false, asOf: null, ageMs: 1_200 }
const never: CopyAge = { inStep: false, asOf: null, ageMs: null }

describe("the age of a mirror", () => {
  test.each([
    [inStep, "in step"],
    [stands, "as of 43 s ago"],
    [follows, "at most 2 s behind"],
    [never, "not complete yet"],
  ])("%o: %s", (age, text) => expect(ageText(age, now)).toBe(text))

  test("one that stands still grows older, one that follows does not", () => {
    expect(ageText(stands, now + 10_000)).toBe("as of 53 s ago")
    expect(ageText(follows, now + 10_000)).toBe("at most 2 s behind")
  })

  test("is never said to be younger than it is", () => {
    expect([1, 1_000, 1_001, 119_000, 119_001, 120_001, 7_140_001].map(atMost)).toEqual([
      "1 s",
      "1 s",
      "2 s",
      "119 s",
      "2 min",
      "3 min",
      "2 h",
    ])
  })

  test("a clock that is behind makes nothing younger", () => expect(ageMsAt(stands, now - 60_000)).toBe(43_000))
})

describe("what a failure now would lose", () => {
  const loss = (over: Partial<Loss>): Loss => ({
    kind: "nothing",
    node: "n1",
    isDown: false,
    asOf: null,
    ageMs: null,
    why: null,
    ...over,
  })
  test.each([
    [loss({}), "If n1 fails now: nothing that was acknowledged would be lost."],
    [
      loss({ kind: "latest", asOf: stands.asOf, ageMs: 1 }),
      "If n1 fails now: up to the last 43 s of writes would be lost.",
    ],
    [loss({ kind: "latest", ageMs: 1_200 }), "If n1 fails now: up to the last 2 s of writes would be lost."],
    [
      loss({ kind: "all", why: "It is kept on n1 only." }),
      "If n1 fails now: all of it is away until n1 is back. It is kept on n1 only.",
    ],
    [loss({ isDown: true }), "n1 has failed: nothing that was acknowledged is lost."],
    [
      loss({ isDown: true, kind: "latest", ageMs: 9_000 }),
      "n1 has failed: up to the last 9 s of writes before that are lost.",
    ],
    [
      loss({ isDown: true, kind: "all", why: "The mirror on n2 was never complete." }),
      "n1 has failed: all of it is away until n1 is back. The mirror on n2 was never complete.",
    ],
  ])("%o", (of, text) => expect(lossText(of, now)).toBe(text))
})
