import type { Metadata } from "next"
import { DescriptorTab } from "@/components/application/descriptor-tab"

export const metadata: Metadata = { title: "Descriptor" }

export default function Page() {
  return <DescriptorTab />
}
