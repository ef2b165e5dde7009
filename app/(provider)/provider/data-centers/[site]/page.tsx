import type { Metadata } from "next"
import { DataCenterPage } from "@/components/hosting/provider/data-center-page"

export const metadata: Metadata = { title: "Data center" }

type Props = { params: Promise<{ site: string }> }

export default async function Page({ params }: Props) {
  const { site } = await params
  return <DataCenterPage slug={site} />
}
