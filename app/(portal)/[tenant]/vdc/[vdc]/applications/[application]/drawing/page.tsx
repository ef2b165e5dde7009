import type { Metadata } from "next"
import { DrawingTab } from "@/components/application/drawing-tab"

export const metadata: Metadata = { title: "Drawing" }

export default function Page() {
  return <DrawingTab />
}
