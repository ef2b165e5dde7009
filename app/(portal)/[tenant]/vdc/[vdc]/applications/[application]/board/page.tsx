import type { Metadata } from "next"
import { LazyBoard } from "@/components/board/lazy-board"

export const metadata: Metadata = { title: "Whiteboard" }

export default function Page() {
  return <LazyBoard />
}
