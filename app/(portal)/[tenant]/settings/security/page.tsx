import type { Metadata } from "next"
import { SecuritySettings } from "@/components/identity/security-settings"

export const metadata: Metadata = { title: "Your account" }

export default function Page() {
  return <SecuritySettings />
}
