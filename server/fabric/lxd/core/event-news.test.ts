import { expect, test } from "vitest"
import { newsOfEvent } from "./event-news"

test("members that come, go and are emptied are news", () => {
  for (const action of [
    "cluster-member-added",
    "cluster-member-removed",
    "cluster-member-evacuated",
    "cluster-enabled",
  ])
    expect(newsOfEvent(action, "default")).toEqual({ kind: "members" })
})

test("what stops running is news of its VDC; what starts, and what is not ours, is none", () => {
  const stopped = { kind: "instance", vdcId: "0198-a" }
  expect(newsOfEvent("instance-shutdown", "gl-0198-a")).toEqual(stopped)
  expect(newsOfEvent("instance-deleted", "gl-0198-a")).toEqual(stopped)
  expect(newsOfEvent("instance-started", "gl-0198-a")).toBeNull()
  expect(newsOfEvent("instance-shutdown", "default")).toBeNull()
  expect(newsOfEvent("storage-volume-created", "gl-0198-a")).toBeNull()
})
