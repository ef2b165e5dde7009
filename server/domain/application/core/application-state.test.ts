import { expect, test } from "vitest"
import { applicationState, applicationSummary, type ComponentView } from "./application-state"

const component = (state: ComponentView["state"], wanted: ComponentView["wanted"] = "running"): ComponentView => ({
  path: `shop:main.${state}`,
  wanted,
  state,
  reason: state === "waiting" ? "needs 1.00 core, 0.25 free" : null,
})

test.each([
  ["all run", "running", [component("running"), component("running")], false, "running"],
  ["one still starts", "running", [component("running"), component("starting")], true, "starting"],
  ["one lost after the start", "running", [component("running"), component("lost")], false, "degraded"],
  ["one stopped by hand", "running", [component("running"), component("stopped", "stopped")], false, "degraded"],
  ["first wave not up yet", "running", [component("absent", "stopped"), component("placing")], true, "starting"],
  ["one failed, others run", "running", [component("running"), component("failed")], false, "degraded"],
  ["all failed", "running", [component("failed")], false, "failed"],
  ["leaving", "stopped", [component("stopping", "stopped"), component("running")], true, "stopping"],
  ["never started", "stopped", [component("absent", "stopped")], false, "stopped"],
  ["stopped", "stopped", [component("stopped", "stopped")], false, "stopped"],
  [
    "a removed one does not count",
    "running",
    [component("running"), component("stopping", "removed")],
    false,
    "running",
  ],
] as const)("%s", (_name, wanted, components, busy, state) => {
  expect(applicationState(wanted, components, busy)).toBe(state)
})

test("the summary names what is missing and why", () => {
  expect(applicationSummary([component("running"), component("waiting")])).toBe(
    "1 of 2 running; shop:main.waiting is waiting: needs 1.00 core, 0.25 free",
  )
})
