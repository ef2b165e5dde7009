import { expect, test } from "vitest"
import { newsOfEvent, rowOfEvent } from "./event-news"

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

test("acts name the row they change; what reads or runs changes none", () => {
  const instance = "/1.0/instances/c-1-1?project=gl-0198-a"
  expect(rowOfEvent("instance-shutdown", instance, "gl-0198-a")).toEqual({ kind: "instances", name: "c-1-1" })
  expect(rowOfEvent("instance-updated", instance, "gl-0198-a")).toEqual({ kind: "instances", name: "c-1-1" })
  for (const action of ["instance-exec", "instance-file-retrieved", "instance-snapshot-created", "project-updated"])
    expect(rowOfEvent(action, instance, "gl-0198-a")).toBeNull()
  expect(rowOfEvent("instance-shutdown", "/1.0/instances/other", "default")).toBeNull()
})

test("a volume is named as we name it, with or without its project before it", () => {
  const pool = "/1.0/storage-pools/default/volumes/custom"
  const volume = { kind: "volumes", name: "v-7" }
  expect(rowOfEvent("storage-volume-created", `${pool}/gl-a_v-7?project=gl-a`, "gl-a")).toEqual(volume)
  expect(rowOfEvent("storage-volume-updated", `${pool}/v-7?project=gl-a&target=n2`, "gl-a")).toEqual(volume)
  expect(rowOfEvent("storage-volume-snapshot-created", `${pool}/gl-a_v-7/snapshots/m1`, "gl-a")).toBeNull()
})
