export type VdcState = "provisioning" | "active" | "suspended" | "closing" | "closed"
export type VdcEvent = "ready" | "suspend" | "resume" | "close" | "emptied"

export const vdcMoves = {
  provisioning: { ready: "active", close: "closing" },
  active: { suspend: "suspended", close: "closing" },
  suspended: { resume: "active", close: "closing" },
  closing: { emptied: "closed" },
  closed: {},
} as const satisfies Record<VdcState, Partial<Record<VdcEvent, VdcState>>>

const moves: Record<VdcState, Partial<Record<VdcEvent, VdcState>>> = vdcMoves

export const nextVdcState = (from: VdcState, event: VdcEvent): VdcState | null => moves[from][event] ?? null
