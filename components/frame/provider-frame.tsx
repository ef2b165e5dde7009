"use client"

import { useQuery } from "@tanstack/react-query"
import {
  Building,
  Building2,
  HandCoins,
  ListChecks,
  type LucideIcon,
  Package,
  PackageOpen,
  ScrollText,
  Server,
  Warehouse,
} from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"
import { Logo, LogoMark } from "../logo"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { AccountMenu } from "./account-menu"
import { Crumbs, plainCrumbs } from "./crumbs"
import { RailFoot } from "./portal-rail"
import { RailLink } from "./rail-link"
import { Shell } from "./shell"
import { useSignInRedirect } from "./sign-in-redirect"
import { ThemeSwitch } from "./theme-switch"

export type ProviderPlace = { href: string; title: string; icon: LucideIcon }
const usual: ProviderPlace[] = [
  { href: "/provider/partners", title: "Partners", icon: Building },
  { href: "/provider/data-centers", title: "Data centers", icon: Warehouse },
  { href: "/provider/nodes", title: "Nodes", icon: Server },
  { href: "/provider/packages", title: "Packages", icon: Package },
  { href: "/provider/node-orders", title: "Node orders", icon: PackageOpen },
  { href: "/provider/tenants", title: "Tenants", icon: Building2 },
  { href: "/provider/operations", title: "Operations", icon: ListChecks },
  { href: "/provider/periods", title: "Billing periods", icon: HandCoins },
  { href: "/provider/audit", title: "Audit log", icon: ScrollText },
]

/** The frame of the provider's pages: same rail and bar, its own places. */
export function ProviderFrame({ children, places = usual }: { children: ReactNode; places?: ProviderPlace[] }) {
  const trpc = useTRPC()
  const pathname = usePathname()
  useSignInRedirect()
  const me = useQuery(trpc.me.get.queryOptions())
  if (me.error && !me.data)
    return <ErrorState error={me.error} title="The portal could not be opened" onRetry={() => void me.refetch()} />
  if (!me.data) return <div className="min-h-dvh" aria-busy="true" />
  if (!me.data.user.isProvider)
    return (
      <main className="flex min-h-dvh items-center justify-center p-4">
        <EmptyState
          heading="h1"
          title="These pages are for the provider's staff"
          action={me.data.tenants.map((tenant) => (
            <Button key={tenant.id} asChild variant="outline">
              <Link href={`/${tenant.slug}`}>{tenant.name}</Link>
            </Button>
          ))}
        >
          You are signed in as {me.data.user.email}.
        </EmptyState>
      </main>
    )
  const segments = pathname.split("/").filter(Boolean).slice(1)
  return (
    <Shell
      rail={({ collapsed, onCollapse }) => (
        <div className="flex h-full flex-col">
          <Link href="/provider" className="flex h-12 items-center border-b px-4" aria-label="Provider overview">
            {collapsed ? <LogoMark className="mx-auto" /> : <Logo />}
          </Link>
          <nav aria-label="Provider" className="flex flex-1 flex-col gap-0.5 overflow-y-auto p-2">
            {places.map((place) => (
              <RailLink key={place.href} href={place.href} icon={place.icon} collapsed={collapsed}>
                {place.title}
              </RailLink>
            ))}
            {me.data.tenants.length > 0 && !collapsed && (
              <p className="px-2.5 pt-4 pb-1 text-muted-foreground text-xs">Companies</p>
            )}
            {me.data.tenants.map((tenant) => (
              <RailLink key={tenant.id} href={`/${tenant.slug}`} icon={Building2} collapsed={collapsed}>
                {tenant.name}
              </RailLink>
            ))}
          </nav>
          <RailFoot collapsed={collapsed} onCollapse={onCollapse} />
        </div>
      )}
      bar={
        <>
          <Crumbs items={[{ title: "Provider", href: "/provider" }, ...plainCrumbs(segments, "/provider")]} />
          <ThemeSwitch />
          <AccountMenu user={me.data.user} />
        </>
      }
    >
      {children}
    </Shell>
  )
}
