import type { Deps } from "../deps"
import { aliveSince, countNeverSeen } from "./health-store"

export type Health = { status: "ok" | "starting"; waitingFor: string[] }

/** Ready when the database answers, a worker and an edge are alive, and every node that should have power has been seen. */
export async function checkHealth(deps: Deps): Promise<Health> {
  const alive = await aliveSince(deps.providerDb, new Date(deps.clock.now().getTime() - 15_000))
  const waitingFor = (["worker", "edge"] as const).filter((kind) => !alive.some((p) => p.kind === kind)) as string[]
  if (waitingFor.length === 0) {
    const booting = await countNeverSeen(deps.providerDb)
    if (booting > 0) waitingFor.push(`${booting} nodes`)
  }
  return { status: waitingFor.length === 0 ? "ok" : "starting", waitingFor }
}
