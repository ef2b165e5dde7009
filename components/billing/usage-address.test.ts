import fc from "fast-check"
import { expect, test } from "vitest"
import { meterNames } from "@/lib/meter"
import {
  lineUsageHref,
  type Preset,
  presets,
  rangeInput,
  readUsageView,
  type UsageView,
  usageQuery,
} from "./usage-address"

const id = fc.option(fc.uuid(), { nil: null })
const view: fc.Arbitrary<UsageView> = fc.record({
  range: fc.oneof(
    fc.constantFrom(...(Object.keys(presets) as Preset[])).map((preset) => ({ preset })),
    fc.constant({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" }),
  ),
  by: fc.constantFrom("application", "component", "meter"),
  meter: fc.constantFrom(...meterNames),
  vdcId: id,
  applicationId: id,
  subjectId: id,
})

test("a view survives its address", () => {
  fc.assert(
    fc.property(view, (one) => {
      expect(readUsageView(new URLSearchParams(usageQuery(one)))).toEqual(one)
    }),
  )
})

test("nonsense in the address is the default, not an error", () => {
  const params = new URLSearchParams("range=x&by=y&meter=z&vdc=1&from=2026-02-02&to=2026-01-01&subject=%00")
  expect(readUsageView(params)).toEqual(readUsageView(new URLSearchParams()))
})

test("a named range begins so many days ago and ends now", () => {
  expect(rangeInput({ preset: "1d" }, Date.parse("2026-11-23T00:00:00Z"))).toEqual({ from: "2026-11-22T00:00:00.000Z" })
})

test("a line leads to the components that used its meter in its time", () => {
  const line = {
    position: 1,
    kind: "usage" as const,
    vdcId: "01a20a31-0a37-77a5-989d-9a2700366d6a",
    vdc: "",
    meter: "volume_gib_hours",
    title: "",
    why: "",
    startsAt: "2026-11-01T00:00:00.000Z",
    endsAt: "2026-11-02T00:00:00.000Z",
    amountMinor: "0",
  }
  expect(lineUsageHref("/acme/billing/usage", line)).toContain("by=component&meter=volume_gib_hours&vdc=01a20a31")
  expect(lineUsageHref("/x", { ...line, meter: null })).toBeNull()
})
