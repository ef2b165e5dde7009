import type { Metadata } from "next"
import { SnapshotsTab } from "@/components/application/tabs"

export const metadata: Metadata = { title: "Snapshots" }

export default function Page() {
  return <SnapshotsTab />
}
