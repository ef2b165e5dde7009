"use client"

import type { ReactNode } from "react"
import { useTenant } from "../frame/tenant"
import { Page, PageHeader } from "../ui/page-header"
import { LinkTabs } from "../ui/tabs"

/** Title and tabs of the settings pages; a tab one's role does not open is not there. */
export function SettingsFrame({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const { to, can, tenant } = useTenant()
  return (
    <Page>
      <PageHeader
        title="Settings"
        description={`Who belongs to ${tenant.name}, what speaks for it, and your own account.`}
        actions={actions}
      />
      <LinkTabs
        label="Settings"
        items={[
          { href: to("/settings"), title: "Members", exact: true },
          ...(can("key:manage") ? [{ href: to("/settings/api-keys"), title: "API keys" }] : []),
          ...(can("audit:read") ? [{ href: to("/settings/audit"), title: "Audit log" }] : []),
          { href: to("/settings/security"), title: "Your account" },
        ]}
      />
      {children}
    </Page>
  )
}
