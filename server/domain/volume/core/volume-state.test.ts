import { expect, test } from "vitest"
import { purgeTime, volumeState } from "./volume-state"

const copy = (role: "primary" | "replica", state: "ok" | "syncing" | "degraded" = "ok") => ({ role, state })

test.each([
  ["two good copies", true, [copy("primary"), copy("replica")], "ok"],
  ["mirror being filled", true, [copy("primary"), copy("replica", "syncing")], "syncing"],
  ["mirror missing", true, [copy("primary")], "degraded"],
  ["mirror fell behind", true, [copy("primary"), copy("replica", "degraded")], "degraded"],
  ["not mirrored on purpose", false, [copy("primary")], "ok"],
  ["not made yet", true, [], "syncing"],
] as const)("%s", (_name, mirrored, replicas, state) =>
  expect(volumeState({ mirrored, trashed: false, replicas })).toBe(state),
)

test("the trash keeps for seven days", () => {
  expect(volumeState({ mirrored: true, trashed: true, replicas: [] })).toBe("trashed")
  expect(purgeTime(new Date("2026-03-01T12:00:00Z")).toISOString()).toBe("2026-03-08T12:00:00.000Z")
})
