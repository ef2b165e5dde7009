import { z } from "zod"
import { ApiError, PageInput, TenantInput, zFlag, zId, zInstant } from "./base"

export const OperationState = z.enum(["queued", "running", "succeeded", "failed", "cancelled"])

export const OperationStepOut = z.object({
  position: z.number(),
  name: z.string(),
  state: OperationState,
  detail: z.string(),
  startedAt: zInstant,
  endedAt: zInstant.nullable(),
})

export const OperationOut = z.object({
  id: zId,
  kind: z.string(),
  state: OperationState,
  subject: z.object({ type: z.string(), id: zId, name: z.string() }),
  vdcId: zId.nullable(),
  tenantId: zId,
  error: ApiError.nullable(),
  createdAt: zInstant,
  startedAt: zInstant.nullable(),
  endedAt: zInstant.nullable(),
  steps: z.array(OperationStepOut),
})
export type OperationOut = z.infer<typeof OperationOut>

export const ListOperations = TenantInput.extend(PageInput.shape).extend({
  vdcId: zId.optional(),
  subjectId: zId.optional(),
  active: zFlag.optional(),
})
export const GetOperation = TenantInput.extend({ operationId: zId })
