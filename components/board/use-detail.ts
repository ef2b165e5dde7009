"use client"

import { type ReactFlowState, useStore } from "@xyflow/react"
import { useEffect } from "react"
import { useBoard } from "./board-context"
import { type Detail, detailAt } from "./detail"
import { useStoreValue } from "./store"

const zoomDetail = ({ transform: [, , zoom] }: ReactFlowState): Detail => detailAt(zoom)

/**
 * Follows the canvas's zoom for everything drawn on it. Shapes and wires listen to the board, which tells them of two thresholds, and not
 * to the canvas, which would ask each of them with every step of a gesture.
 */
export function FollowDetail(): null {
  const { detail } = useBoard()
  const now = useStore(zoomDetail)
  useEffect(() => detail.set(() => now), [detail, now])
  return null
}

/** How much of a shape can be read at this distance. */
export const useDetail = (): Detail => useStoreValue(useBoard().detail, (detail) => detail)
