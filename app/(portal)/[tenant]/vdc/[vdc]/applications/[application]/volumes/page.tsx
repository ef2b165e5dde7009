import type { Metadata } from "next"
import { VolumesTab } from "@/components/application/tabs"

export const metadata: Metadata = { title: "Volumes" }

export default function Page() {
  return <VolumesTab />
}
