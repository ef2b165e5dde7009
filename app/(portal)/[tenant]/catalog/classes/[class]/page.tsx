import type { Metadata } from "next"
import { ClassPage } from "@/components/catalog/class-page"

export const metadata: Metadata = { title: "Class" }

export default async function Page({ params }: { params: Promise<{ class: string }> }) {
  const { class: name } = await params
  return <ClassPage name={name} />
}
