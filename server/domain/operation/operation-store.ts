import { newId } from "@/lib/ids"
import type { OperationOut } from "@/lib/schemas/operation"
import type { Prisma, Tx } from "@/server/db"
import type { Actor } from "../access"
import { type PageRequest, pageQuery } from "../page"
import { type OperationState, statesBefore } from "./core/operation-state"

const withSteps = { steps: { orderBy: { position: "asc" } } } satisfies Prisma.OperationInclude
type OperationRow = Prisma.OperationGetPayload<{ include: typeof withSteps }>

const errorOf = (value: Prisma.JsonValue): OperationOut["error"] =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? { code: String(value.code ?? "internal"), message: String(value.message ?? "") }
    : null

export const toOperationOut = (row: OperationRow): OperationOut => ({
  id: row.id,
  tenantId: row.tenantId,
  kind: row.kind,
  state: row.state,
  subject: { type: row.subjectType, id: row.subjectId, name: row.subjectName },
  vdcId: row.vdcId,
  error: errorOf(row.error),
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  endedAt: row.endedAt?.toISOString() ?? null,
  steps: row.steps.map((s) => ({
    position: s.position,
    name: s.name,
    state: s.state,
    detail: s.detail,
    startedAt: s.startedAt.toISOString(),
    endedAt: s.endedAt?.toISOString() ?? null,
  })),
})

export type NewOperation = {
  kind: string
  subject: { type: string; id: string; name: string }
  vdcId: string | null
  input: Prisma.InputJsonValue
}

/** The outbox row of a long act: same transaction as what it is about. The worker hears of it by the table's trigger. */
export async function queueOperation(
  tx: Tx,
  scope: { tenantId: string; actor: Actor },
  operation: NewOperation,
): Promise<OperationOut> {
  const row = await tx.operation.create({
    data: {
      id: newId(),
      tenantId: scope.tenantId,
      vdcId: operation.vdcId,
      kind: operation.kind,
      subjectType: operation.subject.type,
      subjectId: operation.subject.id,
      subjectName: operation.subject.name,
      input: operation.input,
      createdById: scope.actor.userId,
    },
    include: withSteps,
  })
  return toOperationOut(row)
}

export type OperationFilter = {
  vdcId?: string | undefined
  subjectId?: string | undefined
  active?: boolean | undefined
}

/** `tenantId` null: all tenants (provider). */
export const findOperations = (tx: Tx, tenantId: string | null, filter: OperationFilter, page: PageRequest) => {
  const { take, ...after } = pageQuery(page)
  return tx.operation.findMany({
    where: {
      ...(tenantId ? { tenantId } : {}),
      ...after,
      ...(filter.vdcId ? { vdcId: filter.vdcId } : {}),
      ...(filter.subjectId ? { subjectId: filter.subjectId } : {}),
      ...(filter.active ? { state: { in: ["queued", "running"] } } : {}),
    },
    orderBy: { id: "desc" },
    take,
    include: withSteps,
  })
}

export const findOperation = (tx: Tx, tenantId: string | null, id: string) =>
  tx.operation.findFirst({ where: { id, ...(tenantId ? { tenantId } : {}) }, include: withSteps })

/** Operations of one subject that are not over: to refuse a second one, or to show it. */
export const findActiveOperation = (tx: Tx, tenantId: string, subjectId: string) =>
  tx.operation.findFirst({
    where: { tenantId, subjectId, state: { in: ["queued", "running"] } },
    orderBy: { id: "desc" },
  })

/** Compare-and-set; false when it was not where the move starts. */
export async function moveOperation(
  tx: Tx,
  id: string,
  to: OperationState,
  at: Date,
  error?: { code: string; message: string },
): Promise<boolean> {
  const { count } = await tx.operation.updateMany({
    where: { id, state: { in: statesBefore(to) } },
    data: {
      state: to,
      ...(to === "running" ? { startedAt: at } : { endedAt: at }),
      ...(error ? { error } : {}),
    },
  })
  return count === 1
}

/** For the worker: queued ones of all tenants, oldest first. */
export const unsafeQueuedAcrossTenants = (tx: Tx, take: number) =>
  tx.operation.findMany({ where: { state: "queued" }, orderBy: { id: "asc" }, take, select: { id: true } })

export const unsafeOperationAcrossTenants = (tx: Tx, id: string) => tx.operation.findUnique({ where: { id } })

/** A step that starts (again): same position, same row. */
export async function openStep(
  tx: Tx,
  step: { tenantId: string; operationId: string; position: number; name: string; at: Date },
): Promise<void> {
  const { tenantId, operationId, position, name, at } = step
  await tx.operationStep.upsert({
    where: { operationId_position: { operationId, position } },
    create: { tenantId, operationId, position, name, startedAt: at },
    update: { state: "running", detail: "" },
  })
}

export async function tellStep(tx: Tx, operationId: string, position: number, detail: string): Promise<void> {
  await tx.operationStep.updateMany({
    where: { operationId, position, NOT: { detail } },
    data: { detail: detail.slice(0, 500) },
  })
}

export async function closeStep(
  tx: Tx,
  step: { operationId: string; position: number; state: "succeeded" | "failed"; at: Date; detail?: string },
): Promise<void> {
  await tx.operationStep.updateMany({
    where: { operationId: step.operationId, position: step.position, state: "running" },
    data: { state: step.state, endedAt: step.at, ...(step.detail === undefined ? {} : { detail: step.detail }) },
  })
}

/** False once it was cancelled: its workflow then stops at the next look. */
export async function isOperationRunning(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.operation.findUnique({ where: { id }, select: { state: true } })
  return row?.state === "running"
}

/** Holds the operation in `running` until this transaction ends, so that a cancel comes before what is written here or after. */
export async function holdRunning(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    { state: string }[]
  >`SELECT state::text FROM operation WHERE id = ${id}::uuid FOR SHARE`
  return rows[0]?.state === "running"
}

/** Cancels what is under way on a subject; returns what was cancelled. */
export async function cancelActiveOperations(tx: Tx, tenantId: string, subjectIds: string[], at: Date): Promise<void> {
  await tx.operationStep.updateMany({
    where: {
      tenantId,
      state: "running",
      operation: { subjectId: { in: subjectIds }, state: { in: ["queued", "running"] } },
    },
    data: { state: "cancelled", endedAt: at },
  })
  await tx.operation.updateMany({
    where: { tenantId, subjectId: { in: subjectIds }, state: { in: ["queued", "running"] } },
    data: { state: "cancelled", endedAt: at },
  })
}
