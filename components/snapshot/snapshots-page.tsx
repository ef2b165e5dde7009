"use client"

import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { useUrlState } from "../ui/url-state"
import { VdcFrame } from "../vdc/vdc-frame"
import { ImportSnapshot } from "./import-snapshot"
import { SnapshotTable } from "./snapshot-table"

/** Of all applications of a VDC, those that are gone too. */
export function SnapshotsPage() {
  const [show, setShow] = useUrlState("show")
  const deleted = show === "trash"
  return (
    <VdcFrame>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <fieldset className="flex gap-1">
          <legend className="sr-only">Show</legend>
          <Button
            variant={deleted ? "ghost" : "secondary"}
            size="sm"
            aria-pressed={!deleted}
            onClick={() => setShow("")}
          >
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
        {!deleted && <ImportSnapshot />}
      </div>
      <Card>
        <SnapshotTable key={show} deleted={deleted} />
      </Card>
    </VdcFrame>
  )
}
