import type { Metadata } from "next"
import { ConnectClusterPage } from "@/components/hosting/provider/connect-cluster-page"

export const metadata: Metadata = { title: "Connect a cluster" }

export default function Page() {
  return <ConnectClusterPage />
}
