import type { ReactNode } from "react"
import { VdcProvider } from "@/components/vdc/vdc-context"

type Props = { children: ReactNode; params: Promise<{ vdc: string }> }

export default async function VdcLayout({ children, params }: Props) {
  const { vdc } = await params
  return <VdcProvider name={vdc}>{children}</VdcProvider>
}
