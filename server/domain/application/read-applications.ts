import { hourlyPrice } from "@/lib/hourly-price"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { type PageRequest, toPage } from "../page"
import { type ApplicationRow, findApplications } from "./application-store"
import { findComponent } from "./component-store"
import { expectApplication } from "./expect-application"
import { findBusy, findClassLooks, findRates, findVolumeSizes } from "./surroundings-store"
import {
  type ClassLooks,
  type Surroundings,
  toApplicationDetail,
  toApplicationOut,
  toComponentOut,
} from "./to-application-out"

async function looksOf(tx: Tx): Promise<ClassLooks> {
  const rows = new Map((await findClassLooks(tx)).map((c) => [c.name, { glyph: c.glyph, title: c.title }]))
  return (name) => rows.get(name) ?? { glyph: "box", title: name }
}

/** What a list of applications needs beside its rows: five queries whatever its length. */
async function surroundings(
  deps: Deps,
  tx: Tx,
  tenantId: string,
  rows: readonly ApplicationRow[],
): Promise<Surroundings> {
  const ids = rows.map((r) => r.id)
  // One after the other: they share the transaction's connection.
  const looks = await looksOf(tx)
  const rates = await findRates(tx, [...new Set(rows.map((r) => r.vdc.dataCenterId))], deps.clock.now())
  const busy = await findBusy(tx, tenantId, ids)
  const volumes = await findVolumeSizes(tx, tenantId, ids)
  const boundaries = await loadBoundaries(tx)
  const { edgeDomain, edgePort } = deps.settings
  const external = (row: ApplicationRow) =>
    row.components.some((c) => boundaries[`${c.className}@${c.classVersion}`]?.terminals.some((t) => t.external))
  return {
    looks,
    currency: [...rates.values()][0]?.currency ?? "EUR",
    hourlyMicros: (row) => {
      const price = rates.get(row.vdc.dataCenterId)?.rates ?? {}
      const running = row.components.filter((c) => c.wanted === "running")
      const volumeGib = volumes
        .filter((v) => v.applicationId === row.id)
        .reduce((sum, v) => sum + v.sizeGib * (v.mirrored ? 2 : 1), 0)
      const compute = running.reduce(
        (sum, c) => sum + hourlyPrice(price, { cpuMillis: c.cpuMillis, memoryMib: c.memoryMib, volumeGib: 0 }),
        0n,
      )
      return compute + hourlyPrice(price, { cpuMillis: 0, memoryMib: 0, volumeGib })
    },
    url: (row) => (external(row) ? `http://${row.slug}.${row.vdc.slug}.${edgeDomain}:${edgePort}/` : null),
    operation: (id) => {
      const active = busy.find((o) => o.subjectId === id)
      return active ? { id: active.id, kind: active.kind, state: active.state } : null
    },
  }
}

export const listApplications = (deps: Deps, scope: TenantScope, vdcId: string | undefined, page: PageRequest) =>
  inTenant(deps.db, scope, async (tx) => {
    const rows = await findApplications(tx, scope.tenantId, vdcId, page)
    const around = await surroundings(deps, tx, scope.tenantId, rows)
    return toPage(rows, page.limit, (row) => toApplicationOut(row, around))
  })

export const getApplication = (deps: Deps, scope: TenantScope, applicationId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    return toApplicationDetail(row, await surroundings(deps, tx, scope.tenantId, [row]))
  })

export const getComponent = (deps: Deps, scope: TenantScope, componentId: string) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findComponent(tx, scope.tenantId, componentId)
    if (!row || row.application.deletedAt) throw notFound("component")
    return toComponentOut(row, await looksOf(tx))
  })
