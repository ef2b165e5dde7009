import type { Metadata } from "next"
import { OperationPage } from "@/components/hosting/provider/operation-page"

export const metadata: Metadata = { title: "Operation" }

type Props = { params: Promise<{ operation: string }> }

export default async function Page({ params }: Props) {
  const { operation } = await params
  return <OperationPage operationId={operation} />
}
