import type { Metadata } from "next"
import { DataCentersPage } from "@/components/hosting/provider/data-centers-page"

export const metadata: Metadata = { title: "Data centers" }

export default function Page() {
  return <DataCentersPage />
}
