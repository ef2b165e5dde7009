import type { ReactNode } from "react"
import { PortalFrame } from "@/components/frame/portal-frame"

type Props = { children: ReactNode; params: Promise<{ tenant: string }> }

export default async function PortalLayout({ children, params }: Props) {
  const { tenant } = await params
  return <PortalFrame slug={tenant}>{children}</PortalFrame>
}
