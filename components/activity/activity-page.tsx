"use client"

import { EventList } from "../event/event-list"
import { SeverityFilter } from "../event/events-page"
import { useTenant } from "../frame/tenant"
import { OperationList } from "../operation/operation-list"
import { Card } from "../ui/card"
import { Page, PageHeader } from "../ui/page-header"
import { ShowSwitch } from "../ui/show-switch"
import { useUrlState } from "../ui/url-state"

const events = { value: "", label: "Events" }

export function ActivityPage() {
  const { can } = useTenant()
  const [show, setShow] = useUrlState("show")
  const [severity, setSeverity] = useUrlState("severity")
  const operations = show === "operations" && can("operation:read")
  return (
    <Page>
      <PageHeader title="Activity" description="What happened in your data centers, and what is under way." />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <ShowSwitch
          options={can("operation:read") ? [events, { value: "operations", label: "Operations" }] : [events]}
          value={operations ? "operations" : ""}
          onChange={setShow}
        />
        {!operations && <SeverityFilter value={severity} onChange={setSeverity} />}
      </div>
      <Card>{operations ? <OperationList /> : <EventList severity={severity} />}</Card>
    </Page>
  )
}
