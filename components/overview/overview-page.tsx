"use client"

import { useQuery } from "@tanstack/react-query"
import { Plus, Server } from "lucide-react"
import Link from "next/link"
import { EventList } from "../event/event-list"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { Stat } from "../ui/stat"
import { StateBadge } from "../ui/state-badge"
import { VdcCards } from "../vdc/vdc-cards"
import { FirstPath } from "./first-path"

type Application = ApiOutputs["applications"]["list"]["items"][number]
type Vdc = ApiOutputs["vdcs"]["list"]["items"][number]

function useOverview() {
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const tenantId = tenant.id
  return {
    vdcs: useQuery(trpc.vdcs.list.queryOptions({ tenantId, limit: 100 })),
    applications: useQuery(
      trpc.applications.list.queryOptions({ tenantId, limit: 100 }, { enabled: can("application:read") }),
    ),
    preview: useQuery(trpc.usage.preview.queryOptions({ tenantId }, { enabled: can("billing:read") })),
    events: useQuery(trpc.events.list.queryOptions({ tenantId, limit: 100 })),
  }
}

/** What is not as wanted comes first on the page, with the way there. */
function Trouble({ applications, vdcs }: { applications: Application[]; vdcs: Vdc[] }) {
  const { to } = useTenant()
  const failing = applications.filter((each) => each.state === "failed" || each.state === "degraded")
  if (failing.length === 0) return null
  return (
    <Card aria-label="Not as wanted" className="border-state-degraded/40">
      <ul className="divide-y">
        {failing.map((each) => {
          const vdc = vdcs.find(({ id }) => id === each.vdcId)
          return (
            <li key={each.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 sm:px-5">
              <StateBadge state={each.state} />
              <Link
                href={to(`/vdc/${vdc?.slug ?? each.vdcId}/applications/${each.slug}`)}
                className="font-medium hover:text-primary hover:underline"
              >
                {each.title}
              </Link>
              <span className="text-muted-foreground">{each.summary}</span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

function Numbers({
  applications,
  vdcs,
  preview,
  error,
}: {
  applications: Application[] | undefined
  vdcs: Vdc[]
  preview: ApiOutputs["usage"]["preview"] | undefined
  /** Why there is no preview. */
  error: unknown
}) {
  const { can } = useTenant()
  const nodes = vdcs.reduce((sum, vdc) => sum + vdc.nodes.assigned, 0)
  const down = vdcs.reduce((sum, vdc) => sum + vdc.nodes.down, 0)
  const running = applications?.filter((each) => each.state === "running").length
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat
        label="Applications running"
        value={applications ? `${running} of ${applications.length}` : can("application:read") ? undefined : "–"}
      />
      <Stat label="Nodes up" value={`${nodes - down} of ${nodes}`} />
      {can("billing:read") && (
        <>
          <Stat
            label="This month so far"
            value={preview ? `${amountOfMinor(preview.totalMinor, preview.currency)} ${preview.currency}` : undefined}
            error={error}
          />
          <Stat
            label="Per hour now, beyond packages"
            value={
              preview ? `${amountOfMicros(preview.hourlyMicros, preview.currency, 4)} ${preview.currency}` : undefined
            }
            error={error}
          />
        </>
      )}
    </div>
  )
}

/** First application and VDC: where the steps of the first path lead. */
function placesOf(to: (path?: string) => string, vdcs: Vdc[], applications: Application[]) {
  const application = applications.at(-1)
  const vdc = vdcs.find(({ id }) => id === application?.vdcId) ?? vdcs.at(-1)
  const base = vdc ? to(`/vdc/${vdc.slug}`) : null
  return {
    vdc: base,
    application: base && application ? `${base}/applications/${application.slug}` : null,
    url: application?.state === "running" ? application.url : null,
    volumes: base && application ? `${base}/applications/${application.slug}/volumes` : null,
  }
}

export function OverviewPage() {
  const { tenant, to, can } = useTenant()
  const { vdcs, applications, preview, events } = useOverview()
  const apps = applications.data?.items ?? []
  const all = vdcs.data?.items
  const ready = all !== undefined && (applications.data !== undefined || !can("application:read"))
  return (
    <Page>
      <PageHeader title={tenant.name} description="Everything that runs, and what it costs, on one page." />
      {ready && events.data && (
        <FirstPath
          places={placesOf(to, all, apps)}
          facts={{
            vdcs: all.length,
            activeVdcs: all.filter((each) => each.state === "active").length,
            applications: apps.length,
            runningApplications: apps.filter((each) => each.state === "running").length,
            eventKinds: events.data.items.map((event) => event.kind),
            eventMessages: events.data.items.map((event) => event.message),
          }}
        />
      )}
      {vdcs.error && !all ? (
        <ErrorState error={vdcs.error} onRetry={() => void vdcs.refetch()} />
      ) : !all ? (
        <Skeleton className="h-40" />
      ) : (
        <>
          {all.length > 0 && (
            <Numbers applications={applications.data?.items} vdcs={all} preview={preview.data} error={preview.error} />
          )}
          <Trouble applications={apps} vdcs={all} />
          <section aria-labelledby="vdcs-title" className="flex flex-col gap-3">
            <h2 id="vdcs-title" className="font-semibold text-base">
              Data centers
            </h2>
            {all.length === 0 ? (
              <Card>
                <EmptyState
                  icon={Server}
                  title="No data center yet"
                  action={
                    can("vdc:create") && (
                      <Button asChild>
                        <Link href={to("/vdc/new")}>
                          <Plus aria-hidden />
                          Choose a data center
                        </Link>
                      </Button>
                    )
                  }
                >
                  It is where your applications run: nodes of a hosting partner that nobody else uses.
                </EmptyState>
              </Card>
            ) : (
              <VdcCards vdcs={all} />
            )}
          </section>
        </>
      )}
      <Card>
        <CardHeader>
          <CardTitle>Recent events</CardTitle>
          <Link href={to("/activity")} className="text-compact text-primary hover:underline">
            All activity
          </Link>
        </CardHeader>
        <EventList limit={8} more={false} />
      </Card>
    </Page>
  )
}
