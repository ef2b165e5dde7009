import type { Metadata } from "next"
import { UsageExplorer } from "@/components/billing/usage-explorer"

export const metadata: Metadata = { title: "Usage" }

export default function Page() {
  return <UsageExplorer />
}
