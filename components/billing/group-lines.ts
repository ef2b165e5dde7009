export type BillLine = {
  position: number
  kind: "fee" | "usage" | "included" | "overage"
  vdcId: string | null
  vdc: string
  meter: string | null
  title: string
  why: string
  startsAt: string
  endsAt: string
  amountMinor: string
}

export type LineGroup = { vdcId: string | null; vdc: string; lines: BillLine[]; totalMinor: bigint }

/** Lines by VDC in the order of the bill, with what each VDC adds up to. */
export function groupLines(lines: readonly BillLine[]): LineGroup[] {
  const groups = new Map<string, LineGroup>()
  for (const line of lines) {
    const key = line.vdcId ?? ""
    const group = groups.get(key) ?? { vdcId: line.vdcId, vdc: line.vdc, lines: [], totalMinor: 0n }
    group.lines.push(line)
    group.totalMinor += BigInt(line.amountMinor)
    groups.set(key, group)
  }
  return [...groups.values()]
}

export const kindWords: Record<BillLine["kind"], string> = {
  fee: "Package",
  usage: "Usage",
  included: "Included",
  overage: "Above included",
}
