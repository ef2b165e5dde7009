import type { z } from "zod"
import type { ApplicationDetailOut, ApplicationOut, ComponentOut } from "@/lib/schemas/application"
import { type ApplicationRow, blueprintOf, type ComponentRow } from "./application-store"
import { applicationState, applicationSummary } from "./core/application-state"

type Address = { host: string; port: number }
export const addressesOf = (inputs: unknown): Record<string, Address> => {
  const entries = Object.entries((inputs ?? {}) as Record<string, Partial<Address>>)
  return Object.fromEntries(
    entries.flatMap(([name, a]) => (a.host && a.port ? [[name, { host: a.host, port: a.port }]] : [])),
  )
}

export type ClassLooks = (name: string) => { glyph: string; title: string }

export const toComponentOut = (row: ComponentRow, looks: ClassLooks): ComponentOut => ({
  id: row.id,
  name: row.name,
  index: row.index,
  path: row.path,
  class: { name: row.className, version: row.classVersion, ...looks(row.className) },
  wanted: row.wanted,
  state: row.standby && (row.state === "stopped" || row.state === "absent") ? "standby" : row.state,
  reason: row.reason,
  node: row.node,
  placementReason: row.placementReason,
  addresses: Object.entries(addressesOf(row.inputs)).map(([terminal, a]) => ({
    terminal,
    address: `${a.host}:${a.port}`,
  })),
  startOrder: row.startOrder,
  resources: { cpuMillis: row.cpuMillis, memoryMib: row.memoryMib },
  used: { cpuMillis: row.usedCpuMillis, memoryMib: row.usedMemoryMib },
  restarts: row.restarts,
  startedAt: row.startedAt?.toISOString() ?? null,
  stateSince: row.stateSince.toISOString(),
})

export type Surroundings = {
  looks: ClassLooks
  /** Price per hour of a row, micros of the minor unit. */
  hourlyMicros: (row: ApplicationRow) => bigint
  currency: string
  /** Where visitors reach it, or null without an external input. */
  url: (row: ApplicationRow) => string | null
  operation: (applicationId: string) => { id: string; kind: string; state: string } | null
}

export const toApplicationOut = (row: ApplicationRow, around: Surroundings): z.infer<typeof ApplicationOut> => ({
  id: row.id,
  vdcId: row.vdcId,
  slug: row.slug,
  title: row.title,
  wanted: row.wanted,
  state: applicationState(row.wanted, row.components, around.operation(row.id) !== null),
  summary: applicationSummary(row.components),
  url: around.url(row),
  components: {
    total: row.components.filter((c) => c.wanted !== "removed").length,
    running: row.components.filter((c) => c.state === "running").length,
  },
  hourlyMicros: around.hourlyMicros(row).toString(),
  currency: around.currency,
  createdAt: row.createdAt.toISOString(),
})

export const toApplicationDetail = (row: ApplicationRow, around: Surroundings): ApplicationDetailOut => ({
  ...toApplicationOut(row, around),
  blueprint: blueprintOf(row),
  revision: {
    number: row.revision?.number ?? 0,
    message: row.revision?.message ?? "",
    createdAt: (row.revision?.createdAt ?? row.createdAt).toISOString(),
  },
  instances: row.components.map((c) => toComponentOut(c, around.looks)),
  operation: around.operation(row.id),
})
