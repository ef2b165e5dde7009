"use client"

import { useQuery } from "@tanstack/react-query"
import {
  Activity,
  Building2,
  Check,
  ChevronsUpDown,
  House,
  LibraryBig,
  PanelLeft,
  Plus,
  Receipt,
  Server,
  Settings,
  ShieldCheck,
} from "lucide-react"
import Link from "next/link"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { cn } from "../ui/cn"
import { LazyMenu } from "../ui/lazy-menu"
import { StateIcon } from "../ui/state-badge"
import { RailLink } from "./rail-link"
import { useTenant } from "./tenant"

function TenantSwitcher({ collapsed }: { collapsed: boolean }) {
  const { tenant, me } = useTenant()
  return (
    <LazyMenu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`Company ${tenant.name}, switch`}
          className={cn(
            "flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-accent",
            collapsed && "justify-center px-0",
          )}
        >
          <span
            aria-hidden
            className="flex size-7 shrink-0 items-center justify-center rounded-md bg-primary font-semibold text-primary-foreground text-xs uppercase"
          >
            {tenant.name.slice(0, 2)}
          </span>
          {!collapsed && (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium text-compact leading-tight">{tenant.name}</span>
                <span className="block text-muted-foreground text-xs capitalize leading-tight">{tenant.role}</span>
              </span>
              <ChevronsUpDown className="size-4 shrink-0 text-muted-foreground" aria-hidden />
            </>
          )}
        </button>
      }
    >
      {({ DropdownMenuItem, DropdownMenuLabel, DropdownMenuSeparator }) => (
        <>
          <DropdownMenuLabel>Companies</DropdownMenuLabel>
          {me.tenants.map((each) => (
            <DropdownMenuItem key={each.id} asChild>
              <Link href={`/${each.slug}`}>
                <Building2 aria-hidden />
                <span className="min-w-0 flex-1 truncate">{each.name}</span>
                {each.id === tenant.id && <Check aria-label="current" />}
              </Link>
            </DropdownMenuItem>
          ))}
          {me.user.isProvider && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem asChild>
                <Link href="/provider">
                  <ShieldCheck aria-hidden />
                  Provider
                </Link>
              </DropdownMenuItem>
            </>
          )}
        </>
      )}
    </LazyMenu>
  )
}

function VdcLinks() {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const list = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  return (
    <>
      {list.data?.items.map((vdc) => (
        <RailLink
          key={vdc.id}
          href={to(`/vdc/${vdc.slug}`)}
          collapsed={false}
          indent
          after={
            vdc.state === "active" && vdc.nodes.down === 0 ? null : (
              <StateIcon state={vdc.nodes.down ? "degraded" : vdc.state} />
            )
          }
        >
          {vdc.name}
        </RailLink>
      ))}
      {can("vdc:create") && list.data && (
        <Link
          href={to("/vdc/new")}
          className="flex h-8 items-center gap-1.5 rounded-md pr-2.5 pl-9 text-compact text-muted-foreground hover:bg-accent hover:text-foreground"
        >
          <Plus className="size-3.5" aria-hidden />
          Add a data center
        </Link>
      )}
    </>
  )
}

export function PortalRail({ collapsed, onCollapse }: { collapsed: boolean; onCollapse: () => void }) {
  const { me, to, can } = useTenant()
  return (
    <div className="flex h-full flex-col">
      <div className="border-b p-2">
        <TenantSwitcher collapsed={collapsed} />
      </div>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5 overflow-y-auto p-2">
        <RailLink href={to()} icon={House} collapsed={collapsed} exact>
          Overview
        </RailLink>
        <RailLink href={to("/vdc")} icon={Server} collapsed={collapsed} exact={!collapsed}>
          Data centers
        </RailLink>
        {!collapsed && <VdcLinks />}
        {can("application:read") && (
          <RailLink href={to("/catalog")} icon={LibraryBig} collapsed={collapsed}>
            Catalog
          </RailLink>
        )}
        {can("billing:read") && (
          <RailLink href={to("/billing")} icon={Receipt} collapsed={collapsed}>
            Billing
          </RailLink>
        )}
        <RailLink href={to("/activity")} icon={Activity} collapsed={collapsed}>
          Activity
        </RailLink>
        <RailLink href={to("/settings")} icon={Settings} collapsed={collapsed}>
          Settings
        </RailLink>
        {me.user.isProvider && (
          <div className="mt-auto pt-4">
            <RailLink href="/provider" icon={ShieldCheck} collapsed={collapsed}>
              Provider
            </RailLink>
          </div>
        )}
      </nav>
      <RailFoot collapsed={collapsed} onCollapse={onCollapse} />
    </div>
  )
}

export const RailFoot = ({ collapsed, onCollapse }: { collapsed: boolean; onCollapse: () => void }) => (
  <div className={cn("hidden border-t p-2 md:flex", collapsed ? "justify-center" : "justify-end")}>
    <Button
      variant="ghost"
      size="icon-sm"
      onClick={onCollapse}
      aria-label={collapsed ? "Widen navigation" : "Narrow navigation"}
      aria-expanded={!collapsed}
    >
      <PanelLeft aria-hidden />
    </Button>
  </div>
)
