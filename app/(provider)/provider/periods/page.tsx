import type { Metadata } from "next"
import { PeriodsPage } from "@/components/hosting/provider/periods-page"

export const metadata: Metadata = { title: "Billing periods" }

export default function Page() {
  return <PeriodsPage />
}
