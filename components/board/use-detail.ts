"use client"

import { type ReactFlowState, useStore } from "@xyflow/react"

export type Detail = "full" | "names" | "blocks"

const detailOf = ({ transform: [, , zoom] }: ReactFlowState): Detail =>
  zoom < 0.25 ? "blocks" : zoom < 0.5 ? "names" : "full"

/** How much of a shape can be read at this distance. Changes at two thresholds only, not with every step of the wheel. */
export const useDetail = (): Detail => useStore(detailOf)
