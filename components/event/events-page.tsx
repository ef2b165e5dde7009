"use client"

import { Card } from "../ui/card"
import { NativeSelect } from "../ui/input"
import { useUrlState } from "../ui/url-state"
import { useVdc } from "../vdc/vdc-context"
import { VdcFrame } from "../vdc/vdc-frame"
import { EventList } from "./event-list"

export function SeverityFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <NativeSelect
      aria-label="Severity"
      className="w-auto"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All events</option>
      <option value="info">Information</option>
      <option value="warning">Warnings</option>
      <option value="error">Errors</option>
    </NativeSelect>
  )
}

export function VdcEventsPage() {
  const { vdc } = useVdc()
  const [severity, setSeverity] = useUrlState("severity")
  return (
    <VdcFrame>
      <div>
        <SeverityFilter value={severity} onChange={setSeverity} />
      </div>
      <Card>
        <EventList vdcId={vdc.id} severity={severity} />
      </Card>
    </VdcFrame>
  )
}
