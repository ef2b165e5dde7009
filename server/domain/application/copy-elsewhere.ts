import type { Blueprint } from "@/lib/blueprint/document"
import { fabricNames } from "@/lib/fabric"
import type { Tx } from "@/server/db"
import { DomainError } from "../domain-error"
import { expectImages } from "./expect-images"
import type { OpenVdc } from "./lay-out-application"
import { findDataCenterOf } from "./surroundings-store"

type Way = {
  /** Of what is copied. */
  vdcId: string
  to: OpenVdc
  blueprint: Blueprint
  /** Whether there is anything in its volumes. */
  hasData: boolean
  /** Of the request, for a refusal that is about what is copied. */
  field: string
}

/**
 * The drawing as it is in the virtual data center a copy goes to: nodes it is pinned to are not there. Refuses where a class has no
 * image, and data that would go from machines of one kind to those of another.
 */
export async function drawElsewhere(tx: Tx, tenantId: string, way: Way): Promise<Blueprint> {
  const { vdcId, to, blueprint, hasData } = way
  const isElsewhere = vdcId !== to.id
  await expectImages(tx, blueprint, to.dataCenter, isElsewhere ? "vdcId" : way.field)
  if (!isElsewhere) return blueprint
  const from = await findDataCenterOf(tx, tenantId, vdcId)
  if (hasData && from.fabric !== to.dataCenter.fabric)
    throw new DomainError(
      "invalid",
      `Its data is on ${fabricNames[from.fabric]} machines (${from.name}), and ${to.dataCenter.name} has ${fabricNames[to.dataCenter.fabric]} ones: data is copied between machines of one kind. Choose another virtual data center.`,
      "vdcId",
    )
  return { ...blueprint, components: blueprint.components.map((component) => ({ ...component, pin: [] })) }
}
