import type { Tx } from "@/server/db"
import { type PageRequest, pageQuery } from "../page"

export type NewEvent = {
  tenantId: string
  vdcId?: string | null
  applicationId?: string | null
  componentId?: string | null
  severity?: "info" | "warning" | "error"
  /** Stable code: `node.lost`, `component.running` */
  kind: string
  /** A sentence for people. */
  message: string
}

/** Tells people what happened, in the transaction of the fact. */
export async function recordEvent(tx: Tx, event: NewEvent): Promise<void> {
  await tx.event.create({ data: { severity: "info", ...event } })
}

export async function recordEvents(tx: Tx, events: NewEvent[]): Promise<void> {
  if (events.length > 0) await tx.event.createMany({ data: events.map((e) => ({ severity: "info" as const, ...e })) })
}

export type EventFilter = { vdcId?: string | undefined; applicationId?: string | undefined }

export const findEvents = (tx: Tx, tenantId: string, filter: EventFilter, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.event.findMany({
    where: {
      tenantId,
      ...after,
      ...(filter.vdcId ? { vdcId: filter.vdcId } : {}),
      ...(filter.applicationId ? { applicationId: filter.applicationId } : {}),
    },
    orderBy: { id: "desc" },
    take,
  })
}
