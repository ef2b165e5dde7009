import type { Metadata } from "next"
import { OverviewPage } from "@/components/hosting/provider/overview-page"

export const metadata: Metadata = { title: "Provider" }

export default function Page() {
  return <OverviewPage />
}
