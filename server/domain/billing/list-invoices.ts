import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { findInvoice, findInvoices } from "./invoice-store"
import { toInvoiceDetailOut, toInvoiceOut } from "./to-invoice-out"

export const listInvoices = (deps: Deps, scope: TenantScope, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => toPage(await findInvoices(tx, scope.tenantId, page), page.limit, toInvoiceOut))

export const getInvoice = (deps: Deps, scope: TenantScope, invoiceId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const invoice = await findInvoice(tx, scope.tenantId, invoiceId)
    if (!invoice) throw notFound("invoice")
    return toInvoiceDetailOut(invoice)
  })
