import { FabricError } from "@/server/fabric/fabric-driver"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { findComponent } from "./component-store"

type Act = { action: "component.exec"; after: { command: string[] } } | { action: "component.console"; after: null }

/** A component that somebody may run something in. Who asked is written down before it is done, and never what it printed: that may be anything. */
export const admitCommand = (deps: Deps, scope: TenantScope, componentId: string, act: Act) =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await findComponent(tx, scope.tenantId, componentId)
    if (!row || row.application.deletedAt) throw notFound("component")
    if (row.state !== "running" || !row.nodeId)
      throw new DomainError("conflict", `${row.path} is ${row.state}: commands are run in components that run.`)
    await recordAudit(tx, scope, { ...act, subjectType: "component", subjectId: componentId, before: null })
    return { ...row, nodeId: row.nodeId }
  })

/** What a fabric says when it runs nothing, in the words of the API. */
export function commandRefused(error: unknown, path: string): unknown {
  if (!(error instanceof FabricError)) return error
  if (error.code === "not_supported")
    return new DomainError("not_supported", `No command can be run in ${path}. ${error.message}`)
  if (error.code === "not_found")
    return new DomainError(
      "conflict",
      `${path} does not run at this moment. Look at its state, and try again when it runs.`,
    )
  return new DomainError("unavailable", `The node of ${path} does not answer now. Try again in a few seconds.`)
}
