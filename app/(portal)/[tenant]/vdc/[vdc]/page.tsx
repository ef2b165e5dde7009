import type { Metadata } from "next"
import { VdcDashboard } from "@/components/vdc/dashboard"

export const metadata: Metadata = { title: "Data center" }

export default function Page() {
  return <VdcDashboard />
}
