"use client"

import { Card } from "../ui/card"
import { ShowSwitch } from "../ui/show-switch"
import { useUrlState } from "../ui/url-state"
import { VdcFrame } from "../vdc/vdc-frame"
import { VolumeTable } from "./volume-table"

const lists = [
  { value: "", label: "In use" },
  { value: "trash", label: "Trash" },
]

export function VolumesPage() {
  const [show, setShow] = useUrlState("show")
  const trashed = show === "trash"
  return (
    <VdcFrame>
      <ShowSwitch options={lists} value={trashed ? "trash" : ""} onChange={setShow} />
      <Card>
        <VolumeTable key={show} trashed={trashed} />
      </Card>
    </VdcFrame>
  )
}
