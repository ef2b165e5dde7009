"use client"

import dynamic from "next/dynamic"
import { Skeleton } from "../ui/skeleton"

/** The whiteboard is fetched when its tab is opened. */
export const LazyBoard = dynamic(() => import("./open-board"), {
  ssr: false,
  loading: () => <Skeleton className="min-h-112 flex-1" />,
})
