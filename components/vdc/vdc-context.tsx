"use client"

import { useQuery } from "@tanstack/react-query"
import { Server } from "lucide-react"
import Link from "next/link"
import { createContext, type ReactNode, useContext, useMemo } from "react"
import type { VdcDetailOut } from "@/lib/schemas/hosting"
import { useTenant } from "../frame/tenant"
import { apiErrorOf, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page } from "../ui/page-header"
import { Skeleton, SkeletonRows } from "../ui/skeleton"

type Held = {
  vdc: VdcDetailOut
  /** Address inside this VDC: `at("/applications")`. */
  at: (path?: string) => string
}
const Context = createContext<Held | null>(null)

/** The VDC of the page. Only below `vdc/[vdc]`. */
export function useVdc(): Held {
  const held = useContext(Context)
  if (!held) throw new Error("useVdc is for pages below vdc/[vdc].")
  return held
}

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)

/** The address names a VDC by slug or id. */
export function VdcProvider({ name, children }: { name: string; children: ReactNode }) {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const tenantId = tenant.id
  const list = useQuery(trpc.vdcs.list.queryOptions({ tenantId, limit: 100 }, { enabled: !isId(name) }))
  const vdcId = isId(name) ? name : list.data?.items.find((each) => each.slug === name)?.id
  const detail = useQuery(
    trpc.vdcs.get.queryOptions({ tenantId, vdcId: vdcId ?? "" }, { enabled: vdcId !== undefined }),
  )
  const vdc = detail.data
  const held = useMemo<Held | null>(
    () => (vdc ? { vdc, at: (path = "") => to(`/vdc/${vdc.slug}${path}`) } : null),
    [vdc, to],
  )
  if (held) return <Context.Provider value={held}>{children}</Context.Provider>
  const unknown = (list.data && vdcId === undefined) || (detail.error && apiErrorOf(detail.error).code === "not_found")
  if (unknown)
    return (
      <Page>
        <EmptyState
          icon={Server}
          heading="h1"
          title={`There is no data center “${name}” in ${tenant.name}`}
          action={
            <Button asChild variant="outline">
              <Link href={to("/vdc")}>All data centers</Link>
            </Button>
          }
        >
          It may have been closed, or the address has a slip.
        </EmptyState>
      </Page>
    )
  const failed = list.error ?? detail.error
  if (failed) return <ErrorState error={failed} onRetry={() => void (list.error ? list.refetch() : detail.refetch())} />
  return (
    <Page>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-28 w-full" />
      <SkeletonRows />
    </Page>
  )
}
