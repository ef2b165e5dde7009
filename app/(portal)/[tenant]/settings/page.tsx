import type { Metadata } from "next"
import { MembersSettings } from "@/components/identity/members-settings"

export const metadata: Metadata = { title: "Members" }

export default function Page() {
  return <MembersSettings />
}
