import { expect, test } from "vitest"
import { groupUsage, shownAmount, type UsageRow, usageCsv, usedMeters } from "./usage-groups"

const row = (subjectId: string, part: Partial<UsageRow> = {}): UsageRow => ({
  vdcId: "v",
  vdc: "Shop",
  applicationId: "a",
  application: "shop",
  subjectId,
  subject: `shop:main.${subjectId}`,
  meter: "component_core_hours",
  amount: "0.100000",
  intervals: 1,
  ...part,
})

test("sums are exact, per meter", () => {
  const rows = [
    row("web"),
    row("db", { amount: "0.200000" }),
    row("db", { meter: "volume_gib_hours", amount: "5.000001", intervals: 2 }),
  ]
  expect(groupUsage(rows, "application")).toMatchObject([
    {
      name: "shop",
      where: "Shop",
      amounts: { component_core_hours: 300_000n, volume_gib_hours: 5_000_001n },
      intervals: 4,
    },
  ])
  expect(groupUsage(rows, "component").map(({ subjectId, intervals }) => [subjectId, intervals])).toEqual([
    ["web", 1],
    ["db", 3],
  ])
  expect(groupUsage(rows, "meter").map(({ name }) => name)).toEqual(["Cores of components", "Volumes"])
  expect(usedMeters(rows)).toEqual(["component_core_hours", "volume_gib_hours"])
})

test("little is not nothing", () => {
  expect([undefined, 0n, 1n, 1_500_000n].map(shownAmount)).toEqual(["–", "–", "< 0.001", "1.500"])
})

test("CSV quotes commas and defuses formulas", () => {
  const csv = usageCsv([row("x", { subject: "=1+1", vdc: 'a,"b"' })])
  expect(csv.split("\n")[1]).toBe(`"a,""b""",shop,'=1+1,component_core_hours,0.100000,core-hours,1`)
})
