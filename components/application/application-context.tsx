"use client"

import { useQuery } from "@tanstack/react-query"
import { Boxes } from "lucide-react"
import Link from "next/link"
import { createContext, type ReactNode, useContext, useMemo } from "react"
import type { ApplicationDetailOut } from "@/lib/schemas/application"
import { useTenant } from "../frame/tenant"
import { apiErrorOf, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page } from "../ui/page-header"
import { Skeleton, SkeletonRows } from "../ui/skeleton"
import { useVdc } from "../vdc/vdc-context"

type Held = {
  application: ApplicationDetailOut
  /** Address inside this application: `inside("/logs")`. */
  inside: (path?: string) => string
}
const Context = createContext<Held | null>(null)

/** The application of the page. Only below `applications/[application]`. */
export function useApplication(): Held {
  const held = useContext(Context)
  if (!held) throw new Error("useApplication is for pages below applications/[application].")
  return held
}

/** The address names an application by slug or id. */
export function ApplicationProvider({ name, children }: { name: string; children: ReactNode }) {
  const { tenant } = useTenant()
  const { vdc, at } = useVdc()
  const trpc = useTRPC()
  const tenantId = tenant.id
  // The whole company's list, as the frame has asked for it already: one round trip less.
  const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(name)
  const list = useQuery(trpc.applications.list.queryOptions({ tenantId, limit: 100 }, { enabled: !isId }))
  const applicationId = isId ? name : list.data?.items.find((each) => each.slug === name && each.vdcId === vdc.id)?.id
  const detail = useQuery(
    trpc.applications.get.queryOptions(
      { tenantId, applicationId: applicationId ?? "" },
      { enabled: applicationId !== undefined },
    ),
  )
  const application = detail.data
  const held = useMemo<Held | null>(
    () => (application ? { application, inside: (path = "") => at(`/applications/${application.slug}${path}`) } : null),
    [application, at],
  )
  const unknown =
    (list.data && applicationId === undefined) || (detail.error && apiErrorOf(detail.error).code === "not_found")
  if (unknown)
    return (
      <Page>
        <EmptyState
          icon={Boxes}
          heading="h1"
          title={`There is no application “${name}” in ${vdc.name}`}
          action={
            <Button asChild variant="outline">
              <Link href={at("/applications")}>All applications</Link>
            </Button>
          }
        >
          It may have been deleted. Its data volumes then stay in the trash for 7 days.
        </EmptyState>
      </Page>
    )
  if (held) return <Context.Provider value={held}>{children}</Context.Provider>
  const failed = list.error ?? detail.error
  if (failed) return <ErrorState error={failed} onRetry={() => void (list.error ? list.refetch() : detail.refetch())} />
  return (
    <Page>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-10 w-full" />
      <SkeletonRows rows={6} />
    </Page>
  )
}
