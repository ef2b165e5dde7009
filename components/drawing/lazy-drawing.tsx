"use client"

import dynamic from "next/dynamic"
import { Skeleton } from "../ui/skeleton"

/** React Flow is fetched when a drawing is first looked at. */
export const LazyDrawing = dynamic(() => import("./drawing"), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
})
