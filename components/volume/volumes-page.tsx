"use client"

import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { useUrlState } from "../ui/url-state"
import { VdcFrame } from "../vdc/vdc-frame"
import { VolumeTable } from "./volume-table"

export function VolumesPage() {
  const [show, setShow] = useUrlState("show")
  const trashed = show === "trash"
  return (
    <VdcFrame>
      <fieldset className="flex gap-1">
        <legend className="sr-only">Show</legend>
        <Button variant={trashed ? "ghost" : "secondary"} size="sm" aria-pressed={!trashed} onClick={() => setShow("")}>
          In use
        </Button>
        <Button
          variant={trashed ? "secondary" : "ghost"}
          size="sm"
          aria-pressed={trashed}
          onClick={() => setShow("trash")}
        >
          Trash
        </Button>
      </fieldset>
      <Card>
        <VolumeTable key={show} trashed={trashed} />
      </Card>
    </VdcFrame>
  )
}
