"use client"

import { EventList } from "../event/event-list"
import { OperationList } from "../operation/operation-list"
import { SnapshotTable } from "../snapshot/snapshot-table"
import { TakeSnapshot } from "../snapshot/take-snapshot"
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

/** Taken of it, with the way to take another. */
export function SnapshotsTab() {
  const { application } = useApplication()
  return (
    <>
      <TakeSnapshot application={application} />
      <Card>
        <SnapshotTable applicationId={application.id} deleted={false} />
      </Card>
    </>
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
