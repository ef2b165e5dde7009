import { newId } from "@/lib/ids"
import type { OperationOut } from "@/lib/schemas/operation"
import { reservedVdcSlugs, slugFromTitle } from "@/lib/vdc-slug"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { findDataCenter } from "../hosting"
import { queueOperation } from "../operation"
import { findPackage } from "./package-store"
import { countVdcsLocked, freeSlugOfClosed, insertVdc } from "./vdc-store"

/** VDCs of a tenant that are not closed. */
export const maxVdcs = 10

export type VdcOrder = { name: string; slug?: string | undefined; dataCenter: string; package: string }

/** Takes the slug asked for, or one made from the name; with a number when that one is taken. */
async function insertUnderFreeSlug(
  tx: Tx,
  order: VdcOrder,
  vdc: Omit<Parameters<typeof insertVdc>[1], "slug">,
): Promise<string> {
  if (order.slug !== undefined && reservedVdcSlugs.has(order.slug))
    throw new DomainError("conflict", `${order.slug} is reserved. Choose another short name.`, "slug")
  const base = order.slug ?? slugFromTitle(order.name)
  const candidates = order.slug
    ? [base]
    : [base, ...[2, 3, 4, 5].map((n) => `${base}-${n}`), `${base}-${vdc.id.slice(-6)}`]
  for (const slug of candidates) {
    await freeSlugOfClosed(tx, vdc.tenantId, slug)
    if (await insertVdc(tx, { ...vdc, slug })) return slug
  }
  throw new DomainError(
    "conflict",
    `The short name ${base} is taken. It is part of host names, so it is unique everywhere: choose another.`,
    order.slug ? "slug" : "name",
  )
}

/** The VDC and the operation that provisions it, in one transaction; nodes are assigned by the worker. */
export const createVdc = (deps: Deps, scope: TenantScope, order: VdcOrder): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const dataCenter = await findDataCenter(tx, order.dataCenter)
    if (!dataCenter)
      throw new DomainError(
        "invalid",
        `There is no data center ${order.dataCenter}. List them and choose one.`,
        "dataCenter",
      )
    const bought = await findPackage(tx, order.package)
    if (!bought)
      throw new DomainError("invalid", `There is no package ${order.package}. List them and choose one.`, "package")
    const count = await countVdcsLocked(tx, scope.tenantId)
    if (count >= maxVdcs)
      throw new DomainError(
        "over_quota",
        `You have ${count} virtual data centers and may have ${maxVdcs}. Close one, or ask us for more.`,
      )

    const id = newId()
    const { tenantId } = scope
    const slug = await insertUnderFreeSlug(tx, order, {
      id,
      tenantId,
      name: order.name,
      dataCenterId: dataCenter.id,
      packageId: bought.id,
    })
    await recordAudit(tx, scope, {
      action: "vdc.create",
      subjectType: "vdc",
      subjectId: id,
      before: null,
      after: { name: order.name, slug, dataCenter: dataCenter.slug, package: bought.slug, nodes: bought.nodes },
    })
    return queueOperation(tx, scope, {
      kind: "vdc.provision",
      subject: { type: "vdc", id, name: order.name },
      vdcId: id,
      input: { vdcId: id },
    })
  })
