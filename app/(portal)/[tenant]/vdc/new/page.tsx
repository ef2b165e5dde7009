import type { Metadata } from "next"
import { BuyVdc } from "@/components/hosting/buy-vdc"

export const metadata: Metadata = { title: "New data center" }

export default function Page() {
  return <BuyVdc />
}
