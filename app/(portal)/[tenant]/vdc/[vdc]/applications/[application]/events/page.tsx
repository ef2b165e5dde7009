import type { Metadata } from "next"
import { EventsTab } from "@/components/application/tabs"

export const metadata: Metadata = { title: "Events" }

export default function Page() {
  return <EventsTab />
}
