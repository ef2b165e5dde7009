import type { Metadata } from "next"
import { ApiKeySettings } from "@/components/identity/api-key-settings"

export const metadata: Metadata = { title: "API keys" }

export default function Page() {
  return <ApiKeySettings />
}
