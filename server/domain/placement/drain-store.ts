import { flatOfRevision } from "@/lib/blueprint/document"
import type { Prisma, Tx } from "@/server/db"
import { loadBoundaries, machineOf } from "../catalog"
import { siblingOf } from "./core/fleet"
import type { DrainInstance, DrainSnapshot, DrainVolume } from "./core/plan-drain"
import { loadFleet, lockNodes } from "./placement-store"

const componentParts = {
  application: { select: { revision: { select: { blueprint: true, flat: true } } } },
} satisfies Prisma.ComponentInclude
const volumeParts = { replicas: true } satisfies Prisma.VolumeInclude
type ComponentRow = Prisma.ComponentGetPayload<{ include: typeof componentParts }>
type VolumeRow = Prisma.VolumeGetPayload<{ include: typeof volumeParts }>

const isHolder = (c: ComponentRow, v: VolumeRow): boolean =>
  c.applicationId === v.applicationId && c.name === v.componentName && c.index === v.componentIndex

const holdsRoom = ({ state }: ComponentRow): boolean => state !== "stopped" && state !== "absent"

type Boundaries = Awaited<ReturnType<typeof loadBoundaries>>
const drawnOf = (c: ComponentRow) => ({ class: c.className, version: c.classVersion })

const rulesOf = (c: ComponentRow) => {
  const { revision } = c.application
  const drawn = revision ? flatOfRevision(revision).components.find((d) => d.name === c.name) : undefined
  return { pin: drawn?.pin ?? [], failoverGroup: drawn?.failoverGroup ?? null }
}

const toVolume = (nodeId: string, v: VolumeRow): DrainVolume => ({
  id: v.id,
  path: v.path,
  sizeGib: v.sizeGib,
  mirrored: v.mirrored,
  replicaOn: v.replicas.find((r) => r.role === "replica" && r.nodeId !== nodeId)?.nodeId ?? null,
})

function toInstance(nodeId: string, c: ComponentRow, volumes: VolumeRow[], boundaries: Boundaries): DrainInstance {
  const { pin, failoverGroup } = rulesOf(c)
  return {
    demand: {
      id: c.id,
      path: c.path,
      sibling: siblingOf(c.applicationId, c.name),
      machine: machineOf(boundaries, drawnOf(c)),
      cpuMillis: c.cpuMillis,
      memoryMib: c.memoryMib,
      newVolumeGib: 0,
      dataOn: null,
      lastNodeId: nodeId,
      pin,
      failoverGroup: failoverGroup === null ? null : siblingOf(c.applicationId, failoverGroup),
    },
    startOrder: c.startOrder,
    volumes: volumes.filter((v) => v.trashedAt === null && isHolder(c, v)).map((v) => toVolume(nodeId, v)),
  }
}

const isPrimaryOn = (nodeId: string, v: VolumeRow) =>
  v.replicas.some((r) => r.nodeId === nodeId && r.role === "primary")

/** What is on one node of a VDC and what there is elsewhere, as the planner of a drain takes it. */
export async function loadDrain(tx: Tx, vdcId: string, nodeId: string): Promise<DrainSnapshot> {
  const [fleet, boundaries] = [await loadFleet(tx, vdcId), await loadBoundaries(tx)]
  const components = await tx.component.findMany({ where: { vdcId }, include: componentParts })
  const volumes = await tx.volume.findMany({
    where: { vdcId, purgedAt: null, replicas: { some: { nodeId } } },
    include: volumeParts,
    orderBy: { path: "asc" },
  })
  const here = components.filter((c) => c.nodeId === nodeId && c.wanted === "running" && holdsRoom(c))
  const living = (v: VolumeRow) => (v.trashedAt === null ? components.find((c) => isHolder(c, v)) : undefined)
  const holderOf = (v: VolumeRow) => {
    const holder = living(v)
    if (!holder) return null
    const { cpuMillis, memoryMib } = holder
    return { machine: machineOf(boundaries, drawnOf(holder)), cpuMillis, memoryMib, pin: rulesOf(holder).pin }
  }
  const written = (v: VolumeRow) => here.some((c) => c === living(v))
  const primaries = volumes.filter((v) => isPrimaryOn(nodeId, v))
  return {
    fleet,
    nodeId,
    instances: here.map((c) => toInstance(nodeId, c, primaries, boundaries)),
    loose: primaries.filter((v) => !written(v)).map((v) => ({ ...toVolume(nodeId, v), holder: holderOf(v) })),
    mirrors: volumes.flatMap((v) => {
      const primary = v.replicas.find((r) => r.role === "primary")
      if (!primary || primary.nodeId === nodeId) return []
      const { id, path, sizeGib } = v
      return [{ id, path, sizeGib, primaryNodeId: primary.nodeId, holder: holderOf(v) }]
    }),
  }
}

type Move = { tenantId: string; vdcId: string; componentId: string; epoch: number; from: string; to: string; at: Date }

/** It is to be stopped where it is, and its room on the node it goes to is held from now on; false when rows have moved on. */
export async function writeMove(tx: Tx, move: Move): Promise<boolean> {
  const { tenantId, componentId: id, epoch, from, to, at } = move
  const source = (await lockNodes(tx, move.vdcId, [from])).find((n) => n.id === from)
  if (source?.state !== "draining") return false
  const { count } = await tx.component.updateMany({
    where: { tenantId, id, epoch, nodeId: from, wanted: "running", movingSince: null },
    data: { movingSince: at, movingTo: to },
  })
  return count === 1
}

/** By class, the mean of its last ten moves of 90 days, ms: from being asked to stop to running again. */
export async function meanMoveMs(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ class_name: string; ms: number }[]>`
    SELECT class_name, avg(ms)::float8 AS ms FROM (
      SELECT c.class_name, extract(epoch FROM moved.at - moving.at) * 1000 AS ms,
             row_number() OVER (PARTITION BY c.class_name ORDER BY moved.at DESC) AS nth
      FROM event moved
      JOIN component c ON c.tenant_id = moved.tenant_id AND c.id = moved.component_id
      JOIN LATERAL (
        SELECT e.at FROM event e
        WHERE e.tenant_id = moved.tenant_id AND e.component_id = moved.component_id AND e.kind = 'component.moving'
          AND e.at < moved.at ORDER BY e.at DESC LIMIT 1) moving ON true
      WHERE moved.kind = 'component.drained' AND moved.at > now() - interval '90 days') recent
    WHERE nth <= 10 GROUP BY class_name`
  return new Map(rows.map((r) => [r.class_name, r.ms]))
}

/** Class of each component of the VDC. */
export async function classesOf(tx: Tx, vdcId: string): Promise<Map<string, string>> {
  const rows = await tx.component.findMany({ where: { vdcId }, select: { id: true, className: true } })
  return new Map(rows.map((r) => [r.id, r.className]))
}
