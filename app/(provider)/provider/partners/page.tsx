import type { Metadata } from "next"
import { PartnersPage } from "@/components/hosting/provider/partners-page"

export const metadata: Metadata = { title: "Hosting partners" }

export default function Page() {
  return <PartnersPage />
}
