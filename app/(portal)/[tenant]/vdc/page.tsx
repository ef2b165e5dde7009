import type { Metadata } from "next"
import { VdcsPage } from "@/components/vdc/vdcs-page"

export const metadata: Metadata = { title: "Data centers" }

export default function Page() {
  return <VdcsPage />
}
