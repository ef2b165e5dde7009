import type { Metadata } from "next"
import { TenantsPage } from "@/components/hosting/provider/tenants-page"

export const metadata: Metadata = { title: "Tenants" }

export default function Page() {
  return <TenantsPage />
}
