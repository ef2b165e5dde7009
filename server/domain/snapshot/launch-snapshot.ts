import type { z } from "zod"
import { Blueprint } from "@/lib/blueprint/document"
import type { OperationOut } from "@/lib/schemas/operation"
import type { LaunchSnapshot } from "@/lib/schemas/snapshot"
import { inTenant, type TenantScope } from "../access"
import { layOutCopy } from "../application"
import type { Deps } from "../deps"
import { expectReady, openSnapshot } from "./open-snapshot"
import { originOf } from "./origin"

/** Another application, drawn as the snapshot's was and filled from it; the first one is not touched. */
export const launchSnapshot = (
  deps: Deps,
  scope: TenantScope,
  input: z.infer<typeof LaunchSnapshot>,
): Promise<OperationOut> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = expectReady(await openSnapshot(tx, scope.tenantId, input.snapshotId))
    const origin = {
      vdcId: row.vdcId,
      blueprint: Blueprint.parse(row.blueprint),
      volumes: row.volumes.map((v) => ({ ...v, mirrored: null, isEmpty: false })),
      from: `the snapshot ${row.name} of ${originOf(row).slug}`,
      field: "snapshotId",
    }
    return layOutCopy(deps, tx, scope, origin, input)
  })
