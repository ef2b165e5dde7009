import type { Metadata } from "next"
import { CostTab } from "@/components/application/cost-tab"

export const metadata: Metadata = { title: "Cost" }

export default function Page() {
  return <CostTab />
}
