import type { Metadata } from "next"
import { VolumePage } from "@/components/volume/volume-page"

export const metadata: Metadata = { title: "Volume" }

export default async function Page({ params }: { params: Promise<{ volume: string }> }) {
  const { volume } = await params
  return <VolumePage volumeId={volume} />
}
