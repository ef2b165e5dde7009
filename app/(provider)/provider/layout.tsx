import type { ReactNode } from "react"
import { ProviderFrame } from "@/components/frame/provider-frame"

export default function ProviderLayout({ children }: { children: ReactNode }) {
  return <ProviderFrame>{children}</ProviderFrame>
}
