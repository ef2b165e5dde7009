"use client"

import type { ReactNode } from "react"
import { useTenant } from "../frame/tenant"
import { EmptyState } from "../ui/empty-state"
import { Page, PageHeader } from "../ui/page-header"
import { LinkTabs } from "../ui/tabs"

/** Title and tabs of the billing pages; who may not read bills is told so. */
export function BillingFrame({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const { to, can } = useTenant()
  return (
    <Page>
      <PageHeader
        title="Billing"
        description="What you use, what it costs and why. Every amount leads to the intervals it is made of."
        actions={actions}
      />
      {can("billing:read") ? (
        <>
          <LinkTabs
            label="Billing"
            items={[
              { href: to("/billing"), title: "This period", exact: true },
              { href: to("/billing/usage"), title: "Usage" },
              { href: to("/billing/invoices"), title: "Invoices" },
            ]}
          />
          {children}
        </>
      ) : (
        <EmptyState title="Your role does not show bills">
          Ask an owner or admin of the company for the billing role.
        </EmptyState>
      )}
    </Page>
  )
}
