"use client"

import { useQuery } from "@tanstack/react-query"
import { usePathname } from "next/navigation"
import { type ReactNode, useEffect, useState } from "react"
import { amountOfMicros } from "../format/money"
import { useTenant } from "../frame/tenant"
import { OperationProgress, OperationSteps, operationLook, operationTitle } from "../operation/operation-progress"
import { useTRPC } from "../trpc"
import { CopyId } from "../ui/copy-id"
import { LinkTabs } from "../ui/link-tabs"
import { Page, PageHeader } from "../ui/page-header"
import { StateBadge, StateIcon } from "../ui/state-badge"
import { useTitle } from "../ui/use-title"
import { ApplicationActions } from "./application-actions"
import { useApplication } from "./application-context"

/** Progress of what is under way with this application; a failure stays until the person has seen it. */
function CurrentOperation() {
  const { application } = useApplication()
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const active = application.operation?.id
  const [followed, setFollowed] = useState(active)
  useEffect(() => {
    if (active) setFollowed(active)
  }, [active])
  const operation = useQuery(
    trpc.operations.get.queryOptions(
      { tenantId: tenant.id, operationId: followed ?? "" },
      { enabled: followed !== undefined && can("operation:read") },
    ),
  ).data
  if (!operation || operation.state === "succeeded" || operation.state === "cancelled") return null
  return (
    <details className="rounded-lg border bg-card px-4 py-3" open={operation.state === "failed" || undefined}>
      <summary className="flex flex-col gap-2 [&::-webkit-details-marker]:hidden">
        <span className="flex items-center gap-2 font-medium">
          <StateIcon state={operationLook(operation.state)} />
          {operationTitle(operation)}
          <span className="font-normal text-muted-foreground text-xs">show steps</span>
        </span>
        {operation.state !== "failed" && <OperationProgress operation={operation} />}
      </summary>
      <OperationSteps operation={operation} className="mt-3 border-t pt-3" />
    </details>
  )
}

/** Name, state, acts, what is under way, tabs. */
export function ApplicationFrame({ children }: { children: ReactNode }) {
  const { application, inside } = useApplication()
  const { can } = useTenant()
  useTitle(application.title)
  // The whiteboard fills the window; its page scrolls on a small one only.
  const isBoard = usePathname() === inside("/board")
  const tabs = [
    { href: inside(), title: "Components", count: application.components.total, exact: true },
    { href: inside("/board"), title: "Whiteboard" },
    { href: inside("/drawing"), title: "Drawing" },
    { href: inside("/descriptor"), title: "Descriptor" },
    { href: inside("/logs"), title: "Logs" },
    ...(can("component:exec") ? [{ href: inside("/console"), title: "Console" }] : []),
    ...(can("volume:read") ? [{ href: inside("/volumes"), title: "Volumes" }] : []),
    { href: inside("/snapshots"), title: "Snapshots" },
    ...(can("billing:read") ? [{ href: inside("/cost"), title: "Cost" }] : []),
    { href: inside("/events"), title: "Events" },
    { href: inside("/operations"), title: "Operations" },
  ]
  return (
    <Page className={isBoard ? "max-w-none gap-3 pt-3 pb-3 sm:pt-3 sm:pb-3 lg:h-[calc(100dvh-3rem)]" : ""}>
      <PageHeader
        title={application.title}
        badge={<StateBadge state={application.state} />}
        description={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span>{application.summary}</span>
            <span className="tabular">
              {amountOfMicros(application.hourlyMicros, application.currency)} {application.currency} per hour
            </span>
            {application.url ? (
              <CopyId value={application.url} label="address" />
            ) : (
              <CopyId value={application.id} shown={application.slug} label="application id" />
            )}
          </span>
        }
        actions={<ApplicationActions />}
      />
      <CurrentOperation />
      <LinkTabs label="Application" items={tabs} />
      {children}
    </Page>
  )
}
