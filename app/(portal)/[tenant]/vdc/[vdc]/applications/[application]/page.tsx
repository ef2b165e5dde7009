import type { Metadata } from "next"
import { ComponentTable } from "@/components/application/component-table"

export const metadata: Metadata = { title: "Application" }

export default function Page() {
  return <ComponentTable />
}
