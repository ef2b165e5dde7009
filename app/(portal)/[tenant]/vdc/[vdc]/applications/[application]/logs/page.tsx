import type { Metadata } from "next"
import { LogsTab } from "@/components/application/logs-tab"

export const metadata: Metadata = { title: "Logs" }

export default function Page() {
  return <LogsTab />
}
