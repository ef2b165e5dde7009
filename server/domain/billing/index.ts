import type { ProviderScope, TenantScope } from "../access"
import type { Deps } from "../deps"
import type { PageRequest } from "../page"
import { closeDuePeriods } from "./close-due-periods"
import { type CloseInput, closePeriod } from "./close-period"
import { getInvoice, listInvoices } from "./list-invoices"
import { closedPeriod, listPeriods, type PeriodsInput } from "./list-periods"
import { previewPeriod } from "./preview-period"

export const createBilling = (deps: Deps) => ({
  preview: (scope: TenantScope) => previewPeriod(deps, scope),
  invoices: (scope: TenantScope, page: PageRequest) => listInvoices(deps, scope, page),
  invoice: (scope: TenantScope, invoiceId: string) => getInvoice(deps, scope, invoiceId),
  periods: (scope: ProviderScope, input: PeriodsInput) => listPeriods(deps, scope, input),
  closePeriod: async (scope: ProviderScope, input: CloseInput) => {
    const { tenant, invoice } = await closePeriod(deps, scope, input)
    return closedPeriod(tenant, invoice)
  },
  /** Worker only: its database role sees all companies. */
  closeDuePeriods: (limit: number) => closeDuePeriods(deps, limit),
})
