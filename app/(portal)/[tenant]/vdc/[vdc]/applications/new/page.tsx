import type { Metadata } from "next"
import { NewApplication } from "@/components/application/new-application"

export const metadata: Metadata = { title: "New application" }

export default function Page() {
  return <NewApplication />
}
