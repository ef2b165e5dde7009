"use client"

import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { useUrlState } from "../ui/url-state"
import { VdcFrame } from "../vdc/vdc-frame"
import { SnapshotTable } from "./snapshot-table"

/** Of all applications of a VDC, those that are gone too. */
export function SnapshotsPage() {
  const [show, setShow] = useUrlState("show")
  const deleted = show === "trash"
  return (
    <VdcFrame>
      <fieldset className="flex gap-1">
        <legend className="sr-only">Show</legend>
        <Button variant={deleted ? "ghost" : "secondary"} size="sm" aria-pressed={!deleted} onClick={() => setShow("")}>
          Kept
        </Button>
        <Button
          variant={deleted ? "secondary" : "ghost"}
          size="sm"
          aria-pressed={deleted}
          onClick={() => setShow("trash")}
        >
          Trash
        </Button>
      </fieldset>
      <Card>
        <SnapshotTable key={show} deleted={deleted} />
      </Card>
    </VdcFrame>
  )
}
