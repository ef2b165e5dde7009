import type { Metadata } from "next"
import { VdcEventsPage } from "@/components/event/events-page"

export const metadata: Metadata = { title: "Events" }

export default function Page() {
  return <VdcEventsPage />
}
