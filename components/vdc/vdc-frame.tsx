"use client"

import { Hourglass } from "lucide-react"
import type { ReactNode } from "react"
import { useTenant } from "../frame/tenant"
import { CopyId } from "../ui/copy-id"
import { LinkTabs } from "../ui/link-tabs"
import { Page, PageHeader } from "../ui/page-header"
import { StateBadge } from "../ui/state-badge"
import { useTitle } from "../ui/use-title"
import { VdcActions } from "./vdc-actions"
import { useVdc } from "./vdc-context"

/** Name, state, tabs: the head of the pages that show a VDC as a whole. */
export function VdcFrame({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const { vdc, at } = useVdc()
  const { can } = useTenant()
  useTitle(vdc.name)
  const tabs = [
    { href: at(), title: "Dashboard", exact: true },
    ...(can("application:read") ? [{ href: at("/applications"), title: "Applications", count: vdc.applications }] : []),
    { href: at("/nodes"), title: "Nodes", count: vdc.nodes.assigned },
    ...(can("volume:read") ? [{ href: at("/volumes"), title: "Volumes" }] : []),
    ...(can("application:read") ? [{ href: at("/snapshots"), title: "Snapshots" }] : []),
    { href: at("/events"), title: "Events" },
  ]
  return (
    <Page>
      <PageHeader
        title={vdc.name}
        badge={<StateBadge state={vdc.state} />}
        description={
          <>
            {vdc.dataCenter.name}, {vdc.dataCenter.city} ({vdc.dataCenter.partner}). Package {vdc.package.name}.{" "}
            <CopyId value={vdc.id} shown={vdc.slug} label="VDC id" />
          </>
        }
        actions={
          <>
            {actions}
            <VdcActions />
          </>
        }
      />
      {vdc.waitingReason && (
        <output className="flex items-start gap-2.5 rounded-lg border border-state-waiting/30 bg-state-waiting/8 px-4 py-3">
          <Hourglass className="mt-0.5 size-4 shrink-0 text-state-waiting" aria-hidden />
          <span>{vdc.waitingReason}</span>
        </output>
      )}
      <LinkTabs label="Data center" items={tabs} />
      {children}
    </Page>
  )
}
