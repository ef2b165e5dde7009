"use client"

import { EventList } from "../event/event-list"
import { OperationList } from "../operation/operation-list"
import { Card } from "../ui/card"
import { VolumeTable } from "../volume/volume-table"
import { useApplication } from "./application-context"

export function EventsTab() {
  const { application } = useApplication()
  return (
    <Card>
      <EventList applicationId={application.id} />
    </Card>
  )
}

export function OperationsTab() {
  const { application } = useApplication()
  return (
    <Card>
      <OperationList subjectId={application.id} />
    </Card>
  )
}

export function VolumesTab() {
  const { application } = useApplication()
  return (
    <Card>
      <VolumeTable applicationId={application.id} trashed={false} />
    </Card>
  )
}
