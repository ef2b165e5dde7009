import Link from "next/link"
import { amountOfMinor } from "../format/money"
import { Badge } from "../ui/badge"
import { cn } from "../ui/cn"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { type BillLine, groupLines, kindWords } from "./group-lines"
import { zonedRange } from "./zoned-time"

type Props = {
  label: string
  lines: readonly BillLine[]
  currency: string
  timeZone: string
  totalMinor: string
  totalWord: string
  /** Where the usage behind a line is shown; null for lines without usage. */
  usageHref: (line: BillLine) => string | null
}

/** Lines of a bill by VDC, each with the sentence behind it. The currency stands once, in the header. */
export function LineTable({ label, lines, currency, timeZone, totalMinor, totalWord, usageHref }: Props) {
  return (
    <Table aria-label={label}>
      <TableHeader>
        <TableRow className="hover:bg-transparent">
          <TableHead>What and why</TableHead>
          <TableHead className="hidden lg:table-cell">From and to ({timeZone})</TableHead>
          <TableHead numeric>Amount ({currency})</TableHead>
        </TableRow>
      </TableHeader>
      {groupLines(lines).map((group) => (
        <TableBody key={group.vdcId ?? "none"} className="border-b">
          <TableRow className="bg-muted/50 hover:bg-muted/50">
            <th scope="rowgroup" colSpan={2} className="px-3 text-left font-semibold first:pl-4 sm:first:pl-5">
              {group.vdc || "Company"}
            </th>
            <TableCell numeric className="font-semibold">
              {amountOfMinor(group.totalMinor, currency)}
            </TableCell>
          </TableRow>
          {group.lines.map((line) => (
            <LineRow key={line.position} line={line} currency={currency} timeZone={timeZone} href={usageHref(line)} />
          ))}
        </TableBody>
      ))}
      <tfoot>
        <tr className="h-11 border-t-2">
          <th scope="row" className="px-3 text-left font-semibold first:pl-4 sm:first:pl-5">
            {totalWord}
          </th>
          <td className="hidden lg:table-cell" />
          <td className="whitespace-nowrap px-3 text-right font-semibold text-base tabular last:pr-4 sm:last:pr-5">
            {amountOfMinor(totalMinor, currency)} {currency}
          </td>
        </tr>
      </tfoot>
    </Table>
  )
}

function LineRow({
  line,
  currency,
  timeZone,
  href,
}: {
  line: BillLine
  currency: string
  timeZone: string
  href: string | null
}) {
  const range = zonedRange(line.startsAt, line.endsAt, timeZone)
  return (
    <TableRow>
      <TableCell className="min-w-60 whitespace-normal py-2.5 align-top">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {href ? (
            <Link href={href} className="font-medium underline-offset-4 hover:underline">
              {line.title}
            </Link>
          ) : (
            <span className="font-medium">{line.title}</span>
          )}
          <Badge variant={line.kind === "overage" ? "warning" : "outline"}>{kindWords[line.kind]}</Badge>
        </div>
        <p className="mt-0.5 max-w-3xl text-muted-foreground">{line.why}</p>
        <p className="mt-0.5 text-muted-foreground text-xs lg:hidden">{range}</p>
      </TableCell>
      <TableCell className="hidden whitespace-normal py-2.5 align-top text-muted-foreground tabular lg:table-cell">
        {range}
      </TableCell>
      <TableCell numeric className={cn("py-2.5 align-top", line.kind === "included" && "text-muted-foreground")}>
        {amountOfMinor(line.amountMinor, currency)}
      </TableCell>
    </TableRow>
  )
}
