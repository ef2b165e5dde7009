"use client"

import { type MeterName, meters } from "@/lib/meter"
import { decimal } from "../format/money"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import type { UsageView } from "./usage-address"
import { type GroupRow, groupUsage, shownAmount, type UsageRow, usedMeters } from "./usage-groups"

type Props = { rows: readonly UsageRow[]; view: UsageView; onChange: (change: Partial<UsageView>) => void }

/** Applications or components down, meters across; grouped by meter, one sum per line. Rows lead one level deeper. */
export function UsageTable({ rows, view, onChange }: Props) {
  const groups = groupUsage(rows, view.by)
  const columns = usedMeters(rows)
  if (view.by === "meter")
    return <MeterTable groups={groups} onMeter={(meter) => onChange({ by: "component", meter })} />
  const open = (group: GroupRow) =>
    view.by === "component"
      ? onChange({ subjectId: group.subjectId })
      : onChange({ by: "component", applicationId: group.applicationId })
  return (
    <Table aria-label="Usage">
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>{view.by === "component" ? "Component" : "Application"}</TableHead>
          <TableHead>{view.by === "component" ? "Application" : "Data center"}</TableHead>
          {columns.map((meter) => (
            <TableHead key={meter} numeric>
              <span className="block">{meters[meter].title}</span>
              <span className="block font-normal">{meters[meter].unit}</span>
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {groups.map((group) => (
          <TableRow key={group.key}>
            <TableCell className="min-w-40">
              {view.by === "component" || group.applicationId ? (
                <button
                  type="button"
                  className="text-left font-medium underline-offset-4 hover:underline"
                  onClick={() => open(group)}
                >
                  {group.name}
                </button>
              ) : (
                group.name
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground">{group.where}</TableCell>
            {columns.map((meter) => (
              <AmountCell key={meter} meter={meter} amount={group.amounts[meter]} />
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

const AmountCell = ({ meter, amount }: { meter: MeterName; amount: bigint | undefined }) => (
  <TableCell numeric title={amount === undefined ? undefined : `${decimal(amount, 6, 6)} ${meters[meter].unit}`}>
    {shownAmount(amount)}
  </TableCell>
)

const MeterTable = ({ groups, onMeter }: { groups: readonly GroupRow[]; onMeter: (meter: MeterName) => void }) => (
  <Table aria-label="Usage by meter">
    <TableHeader>
      <TableRow className="hover:bg-transparent">
        <TableHead>Meter</TableHead>
        <TableHead numeric>Amount</TableHead>
        <TableHead>Unit</TableHead>
        <TableHead numeric>Intervals</TableHead>
      </TableRow>
    </TableHeader>
    <TableBody>
      {groups.flatMap((group) =>
        (Object.entries(group.amounts) as [MeterName, bigint][]).map(([meter, amount]) => (
          <TableRow key={meter}>
            <TableCell>
              <button
                type="button"
                className="font-medium underline-offset-4 hover:underline"
                onClick={() => onMeter(meter)}
              >
                {group.name}
              </button>
            </TableCell>
            <AmountCell meter={meter} amount={amount} />
            <TableCell className="text-muted-foreground">{meters[meter].unit}</TableCell>
            <TableCell numeric>{group.intervals.toLocaleString("en")}</TableCell>
          </TableRow>
        )),
      )}
    </TableBody>
  </Table>
)
