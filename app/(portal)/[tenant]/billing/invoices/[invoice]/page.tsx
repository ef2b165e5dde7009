import type { Metadata } from "next"
import { InvoicePage } from "@/components/billing/invoice-page"

export const metadata: Metadata = { title: "Invoice" }

type Props = { params: Promise<{ invoice: string }> }

export default async function Page({ params }: Props) {
  const { invoice } = await params
  return <InvoicePage invoiceId={invoice} />
}
