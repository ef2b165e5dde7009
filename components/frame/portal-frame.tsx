"use client"

import { useQuery } from "@tanstack/react-query"
import { Search } from "lucide-react"
import dynamic from "next/dynamic"
import Link from "next/link"
import { type ReactNode, useCallback, useMemo, useState } from "react"
import { LiveChanges } from "../live/live-changes"
import { Logo } from "../logo"
import { isUnauthenticated, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { AccountMenu } from "./account-menu"
import { CostNow } from "./cost-now"
import { PortalCrumbs } from "./crumbs"
import { FaviconCount } from "./favicon-count"
import { OperationsMenu } from "./operations-menu"
import { PortalRail } from "./portal-rail"
import { Shell } from "./shell"
import { type Place, Shortcuts } from "./shortcuts"
import { useSignInRedirect } from "./sign-in-redirect"
import { TenantProvider, useTenant } from "./tenant"
import { ThemeSwitch } from "./theme-switch"

const CommandPalette = dynamic(() => import("./command-palette"), { ssr: false })

/** Rail, bar and live news around every page of a company. */
export function PortalFrame({ slug, children }: { slug: string; children: ReactNode }) {
  const trpc = useTRPC()
  useSignInRedirect()
  const me = useQuery(trpc.me.get.queryOptions())
  if (me.isPending || (me.error && isUnauthenticated(me.error))) return <FrameSkeleton />
  if (me.error)
    return (
      <div className="flex min-h-dvh items-center justify-center">
        <ErrorState error={me.error} title="The portal could not be opened" onRetry={() => void me.refetch()} />
      </div>
    )
  const tenant = me.data.tenants.find((each) => each.slug === slug)
  if (!tenant) return <UnknownCompany me={me.data} slug={slug} />
  return (
    <TenantProvider tenant={tenant} me={me.data}>
      <Framed>{children}</Framed>
    </TenantProvider>
  )
}

function Framed({ children }: { children: ReactNode }) {
  const { tenant, me, to, can } = useTenant()
  const [commands, setCommands] = useState(false)
  const open = useCallback(() => setCommands(true), [])
  const places = useMemo<Place[]>(
    () => [
      { key: "o", title: "Overview", href: to() },
      { key: "d", title: "Data centers", href: to("/vdc") },
      ...(can("application:read") ? [{ key: "c", title: "Catalog", href: to("/catalog") }] : []),
      ...(can("billing:read") ? [{ key: "b", title: "Billing", href: to("/billing") }] : []),
      { key: "a", title: "Activity", href: to("/activity") },
      { key: "s", title: "Settings", href: to("/settings") },
    ],
    [to, can],
  )
  return (
    <Shell
      rail={(state) => <PortalRail {...state} />}
      notice={<LiveChanges tenantId={tenant.id} />}
      bar={
        <>
          <PortalCrumbs />
          <Button
            variant="outline"
            size="sm"
            onClick={open}
            aria-label="Search and commands"
            className="border-border px-2 text-muted-foreground lg:w-48 lg:justify-start"
          >
            <Search aria-hidden />
            <span className="hidden lg:inline">Search</span>
            <kbd className="ml-auto hidden font-mono text-xs lg:inline">Ctrl K</kbd>
          </Button>
          <OperationsMenu />
          <CostNow />
          <ThemeSwitch className="hidden sm:inline-flex" />
          <AccountMenu user={me.user} settingsHref={to("/settings")} />
        </>
      }
    >
      <Shortcuts places={places} onCommand={open} />
      {commands && <CommandPalette places={places} onClose={() => setCommands(false)} />}
      <FaviconCount />
      {children}
    </Shell>
  )
}

const FrameSkeleton = () => (
  <div className="flex min-h-dvh" aria-busy="true">
    <div className="hidden w-60 border-r bg-rail md:block" />
    <div className="flex-1">
      <div className="h-12 border-b" />
      <div className="mx-auto flex max-w-7xl flex-col gap-6 p-4 sm:p-6 lg:px-8">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-64 w-full" />
      </div>
    </div>
    <span className="sr-only">Loading</span>
  </div>
)

function UnknownCompany({ me, slug }: { me: Parameters<typeof TenantProvider>[0]["me"]; slug: string }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-4">
      <Logo />
      <EmptyState
        heading="h1"
        title={`There is no company “${slug}” that you belong to`}
        action={
          <>
            {me.tenants.map((tenant) => (
              <Button key={tenant.id} asChild variant="outline">
                <Link href={`/${tenant.slug}`}>{tenant.name}</Link>
              </Button>
            ))}
            {me.user.isProvider && (
              <Button asChild variant="outline">
                <Link href="/provider">Provider</Link>
              </Button>
            )}
          </>
        }
      >
        Check the address, or ask a colleague there to invite {me.user.email}.
      </EmptyState>
    </main>
  )
}
