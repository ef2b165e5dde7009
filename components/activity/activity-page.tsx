"use client"

import { EventList } from "../event/event-list"
import { SeverityFilter } from "../event/events-page"
import { useTenant } from "../frame/tenant"
import { OperationList } from "../operation/operation-list"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { Page, PageHeader } from "../ui/page-header"
import { useUrlState } from "../ui/url-state"

export function ActivityPage() {
  const { can } = useTenant()
  const [show, setShow] = useUrlState("show")
  const [severity, setSeverity] = useUrlState("severity")
  const operations = show === "operations" && can("operation:read")
  return (
    <Page>
      <PageHeader title="Activity" description="What happened in your data centers, and what is under way." />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex gap-1">
          <legend className="sr-only">Show</legend>
          <Button
            variant={operations ? "ghost" : "secondary"}
            size="sm"
            aria-pressed={!operations}
            onClick={() => setShow("")}
          >
            Events
          </Button>
          {can("operation:read") && (
            <Button
              variant={operations ? "secondary" : "ghost"}
              size="sm"
              aria-pressed={operations}
              onClick={() => setShow("operations")}
            >
              Operations
            </Button>
          )}
        </fieldset>
        {!operations && <SeverityFilter value={severity} onChange={setSeverity} />}
      </div>
      <Card>{operations ? <OperationList /> : <EventList severity={severity} />}</Card>
    </Page>
  )
}
