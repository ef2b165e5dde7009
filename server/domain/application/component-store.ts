import type { ComponentState } from "@/lib/schemas/application"
import type { Prisma, Tx } from "@/server/db"
import { componentStatesBefore } from "./core/component-state"

export type NewComponent = {
  id: string
  tenantId: string
  vdcId: string
  applicationId: string
  name: string
  index: number
  path: string
  className: string
  classVersion: number
  image: string
  startOrder: number
  standby: boolean
  properties: Prisma.InputJsonValue
  cpuMillis: number
  memoryMib: number
  /** Encrypted. */
  secret: string
}

export async function insertComponents(tx: Tx, components: NewComponent[]): Promise<void> {
  if (components.length > 0) await tx.component.createMany({ data: components })
}

export const findComponent = (tx: Tx, tenantId: string, id: string) =>
  tx.component.findFirst({
    where: { tenantId, id },
    include: {
      node: { select: { id: true, name: true } },
      vdc: { select: { dataCenter: { select: { id: true, fabric: true } } } },
      application: { select: { slug: true, wanted: true, deletedAt: true } },
    },
  })

/** What is wanted of components, and a nudge for whoever looks after the VDC. */
export async function wantComponents(
  tx: Tx,
  change: { tenantId: string; vdcId: string; ids: string[]; wanted: "running" | "stopped" | "removed" },
): Promise<void> {
  await tx.component.updateMany({
    where: { tenantId: change.tenantId, id: { in: change.ids }, NOT: { wanted: change.wanted } },
    data: { wanted: change.wanted },
  })
  await wakeReconcile(tx, change.vdcId)
}

/** Asks for a restart in place of each. */
export async function raiseRestartTokens(tx: Tx, tenantId: string, vdcId: string, ids: string[]): Promise<void> {
  await tx.component.updateMany({ where: { tenantId, id: { in: ids } }, data: { restartToken: { increment: 1 } } })
  await wakeReconcile(tx, vdcId)
}

export type DrawnRow = Pick<
  NewComponent,
  "className" | "classVersion" | "image" | "startOrder" | "standby" | "properties" | "cpuMillis" | "memoryMib"
>

/** These instances are as it is drawn now. */
export async function redrawComponents(
  tx: Tx,
  tenantId: string,
  ids: string[],
  drawn: Partial<DrawnRow>,
): Promise<void> {
  await tx.component.updateMany({ where: { tenantId, id: { in: ids } }, data: drawn })
}

/** Wakes the reconcile loop of a VDC when this transaction commits. */
export async function wakeReconcile(tx: Tx, vdcId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify('gridline_wake', ${vdcId})`
}

export type Observation = Partial<
  Pick<
    Prisma.ComponentUncheckedUpdateManyInput,
    | "reason"
    | "inputs"
    | "startedAt"
    | "restarts"
    | "usedCpuMillis"
    | "usedMemoryMib"
    | "wires"
    | "nodeId"
    | "placementReason"
    | "movingSince"
  >
>

/** Compare-and-set of an observed state; false when somebody moved it meanwhile or the move is not in the table. */
export async function moveComponent(
  tx: Tx,
  component: { tenantId: string; id: string; state: ComponentState; epoch: number },
  to: ComponentState,
  at: Date,
  observed: Observation = {},
): Promise<boolean> {
  if (!componentStatesBefore(to).includes(component.state)) return false
  const { count } = await tx.component.updateMany({
    where: { tenantId: component.tenantId, id: component.id, state: component.state, epoch: component.epoch },
    data: { state: to, stateSince: at, ...observed },
  })
  return count === 1
}

/** News of a component that stays where it is. */
export async function noteComponent(tx: Tx, tenantId: string, id: string, observed: Observation): Promise<void> {
  await tx.component.updateMany({ where: { tenantId, id }, data: observed })
}

/** It does not leave its node after all; `goesOn`: it was stopped for it, and runs there again. */
export async function cancelMove(
  tx: Tx,
  component: { tenantId: string; id: string; epoch: number },
  at: Date,
  goesOn: boolean,
): Promise<void> {
  const { tenantId, id, epoch } = component
  const leaving = { tenantId, id, epoch, movingSince: { not: null } }
  if (goesOn)
    await tx.component.updateMany({
      where: { ...leaving, state: { in: ["stopped", "waiting"] } },
      data: { state: "creating", stateSince: at, reason: null },
    })
  await tx.component.updateMany({ where: leaving, data: { movingSince: null, movingTo: null } })
}

/** Stopped for good, it has no need of the node it ran on last; its data leaves by itself. */
export async function forgetPlaces(tx: Tx, tenantId: string, nodeId: string, ids: string[]): Promise<number> {
  const { count } = await tx.component.updateMany({
    where: { tenantId, nodeId, id: { in: ids }, wanted: "stopped", state: { in: ["stopped", "absent"] } },
    data: { nodeId: null },
  })
  return count
}

export async function deleteComponents(tx: Tx, tenantId: string, ids: string[]): Promise<void> {
  await tx.component.deleteMany({ where: { tenantId, id: { in: ids }, wanted: "removed" } })
}
