import { z } from "zod"
import { PageInput, TenantInput, zId, zInstant } from "./base"

export const EventOut = z.object({
  id: zId,
  severity: z.enum(["info", "warning", "error"]),
  kind: z.string(),
  message: z.string(),
  at: zInstant,
  vdcId: zId.nullable(),
  applicationId: zId.nullable(),
  componentId: zId.nullable(),
})
export const ListEvents = TenantInput.extend(PageInput.shape).extend({
  vdcId: zId.optional(),
  applicationId: zId.optional(),
})
export const AuditEventOut = z.object({
  id: zId,
  at: zInstant,
  actor: z.string(),
  actorKind: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  address: z.string(),
})

/** Pushed over SSE: something of this kind changed; ask again for what is on screen. */
export const LiveTopic = z.enum([
  "vdc",
  "node",
  "application",
  "draft",
  "component",
  "volume",
  "snapshot",
  "operation",
  "event",
  "usage",
  "invoice",
])
export const LiveChange = z.object({ topic: LiveTopic, vdcId: z.string().nullable(), id: z.string().nullable() })
export type LiveChange = z.infer<typeof LiveChange>
/** What a subscriber hears: a change; that for now none can be heard of (`away`); that they are again, with some missed (`back`). */
export type LiveNews = LiveChange | { topic: "away" | "back"; vdcId: null; id: null }
export const LiveInput = TenantInput.extend({ vdcId: zId.optional() })
