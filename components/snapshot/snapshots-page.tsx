"use client"

import { Card } from "../ui/card"
import { ShowSwitch } from "../ui/show-switch"
import { useUrlState } from "../ui/url-state"
import { VdcFrame } from "../vdc/vdc-frame"
import { ImportSnapshot } from "./import-snapshot"
import { SnapshotTable } from "./snapshot-table"

const lists = [
  { value: "", label: "Kept" },
  { value: "trash", label: "Trash" },
]

/** Of all applications of a VDC, those that are gone too. */
export function SnapshotsPage() {
  const [show, setShow] = useUrlState("show")
  const deleted = show === "trash"
  return (
    <VdcFrame>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <ShowSwitch options={lists} value={deleted ? "trash" : ""} onChange={setShow} />
        {!deleted && <ImportSnapshot />}
      </div>
      <Card>
        <SnapshotTable key={show} deleted={deleted} />
      </Card>
    </VdcFrame>
  )
}
