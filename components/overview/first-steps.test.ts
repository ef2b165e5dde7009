import { expect, it } from "vitest"
import { doneSteps, type Facts } from "./first-steps"

const nothing: Facts = {
  vdcs: 0,
  activeVdcs: 0,
  applications: 0,
  runningApplications: 0,
  eventKinds: [],
  eventMessages: [],
  marked: [],
}

it("ticks what happened, and what was marked", () => {
  expect(Object.values(doneSteps(nothing)).some(Boolean)).toBe(false)
  const done = doneSteps({
    ...nothing,
    vdcs: 1,
    applications: 1,
    runningApplications: 1,
    eventKinds: ["node.lost"],
    marked: ["cost"],
  })
  expect(done).toEqual({
    vdc: true,
    application: true,
    running: true,
    open: false,
    upload: false,
    loss: true,
    cost: true,
  })
})
