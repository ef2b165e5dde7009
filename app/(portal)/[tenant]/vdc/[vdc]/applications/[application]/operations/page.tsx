import type { Metadata } from "next"
import { OperationsTab } from "@/components/application/tabs"

export const metadata: Metadata = { title: "Operations" }

export default function Page() {
  return <OperationsTab />
}
