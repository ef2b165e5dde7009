import type { Metadata } from "next"
import { ConsoleTab } from "@/components/application/console-tab"

export const metadata: Metadata = { title: "Console" }

export default function Page() {
  return <ConsoleTab />
}
