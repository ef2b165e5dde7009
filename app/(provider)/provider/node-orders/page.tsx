import type { Metadata } from "next"
import { NodeOrdersPage } from "@/components/hosting/provider/node-orders-page"

export const metadata: Metadata = { title: "Node orders" }

export default function Page() {
  return <NodeOrdersPage />
}
