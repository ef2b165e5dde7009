import { FabricError } from "@/server/fabric/fabric-driver"
import { inTenant, type TenantScope } from "../access"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { findComponent } from "./component-store"

/** Lines of the component where it is (or last was); nothing yet when it was never placed. */
export async function componentLogs(
  deps: Deps,
  scope: TenantScope,
  input: { componentId: string; after?: string | undefined; limit: number },
  signal: AbortSignal,
) {
  const row = await inTenant(deps.db, scope, (tx) => findComponent(tx, scope.tenantId, input.componentId))
  if (!row || row.application.deletedAt) throw notFound("component")
  if (!row.nodeId) return { items: [], nextCursor: input.after ?? null }
  const fabric = deps.fabricOf(row.vdc.dataCenter)
  try {
    const ref = { nodeId: row.nodeId, instanceId: row.id }
    const items = await fabric.logs(ref, { after: input.after ?? null, limit: input.limit }, signal)
    return { items, nextCursor: items.at(-1)?.cursor ?? input.after ?? null }
  } catch (error) {
    if (!(error instanceof FabricError)) throw error
    if (error.code === "not_found") return { items: [], nextCursor: input.after ?? null }
    throw new DomainError(
      "unavailable",
      `${row.node?.name ?? "The node"} does not answer now: its logs can be read when it is back.`,
    )
  }
}
