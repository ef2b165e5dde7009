import type { ReactNode } from "react"
import { ApplicationProvider } from "@/components/application/application-context"
import { ApplicationFrame } from "@/components/application/application-frame"

type Props = { children: ReactNode; params: Promise<{ application: string }> }

export default async function ApplicationLayout({ children, params }: Props) {
  const { application } = await params
  return (
    <ApplicationProvider name={application}>
      <ApplicationFrame>{children}</ApplicationFrame>
    </ApplicationProvider>
  )
}
