import { describe, expect, it } from "vitest"
import { duration, relativeTime, utc } from "./time"

const now = new Date("2026-11-23T20:00:00.000Z")
const ago = (ms: number) => new Date(now.getTime() - ms)

describe("times", () => {
  it("says how long ago in one unit", () => {
    expect(relativeTime(ago(2_000), now)).toBe("just now")
    expect(relativeTime(ago(12_400), now)).toBe("12 s ago")
    expect(relativeTime(ago(3 * 60_000), now)).toBe("3 min ago")
    expect(relativeTime(ago(26 * 3_600_000), now)).toBe("1 d ago")
    expect(relativeTime(ago(-5 * 3_600_000), now)).toBe("in 5 h")
    expect(relativeTime(ago(40 * 86_400_000), now)).toBe("2026-10-14")
  })
  it("writes the exact instant in UTC", () => {
    expect(utc(now)).toBe("2026-11-23 20:00:00 UTC")
  })
  it("writes lengths", () => {
    expect(duration(850)).toBe("850 ms")
    expect(duration(4_290)).toBe("4.2 s")
    expect(duration(60_000)).toBe("1 min")
    expect(duration(200_000)).toBe("3 min 20 s")
    expect(duration(7_500_000)).toBe("2 h 5 min")
    expect(duration(-1)).toBe("0 ms")
  })
})
