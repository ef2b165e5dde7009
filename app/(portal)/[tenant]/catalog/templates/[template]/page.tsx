import type { Metadata } from "next"
import { TemplatePage } from "@/components/catalog/template-page"

export const metadata: Metadata = { title: "Template" }

export default async function Page({ params }: { params: Promise<{ template: string }> }) {
  const { template } = await params
  return <TemplatePage slug={template} />
}
