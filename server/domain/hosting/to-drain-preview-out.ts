import type { z } from "zod"
import type { DrainPreviewOut } from "@/lib/schemas/hosting"
import type { DrainPlan } from "../placement"

type Out = z.infer<typeof DrainPreviewOut>

/** Of a class that has never been moved: the stop, the last refresh and the start of a small instance on that kind of machine, ms. */
export const assumedMoveMs = { embedded: 5_000, fake: 5_000, lxd: 20_000 } as const

export type PreviewParts = {
  node: Out["node"]
  fabric: keyof typeof assumedMoveMs
  nodes: readonly { id: string; name: string }[]
  plan: DrainPlan
  facts: ReadonlyMap<string, { startOrder: number; measuredMs: number | null }>
}

export function toDrainPreviewOut({ node, fabric, nodes, plan, facts }: PreviewParts): Out {
  const there = (id: string | null) => nodes.find((n) => n.id === id)
  const placeOf = (id: string | null) => {
    const found = there(id)
    return found ? { id: found.id, name: found.name } : null
  }
  const components = plan.instances.map((move): Out["components"][number] => {
    const known = facts.get(move.instanceId)
    const measuredMs = known?.measuredMs ?? null
    return {
      id: move.instanceId,
      path: move.path,
      startOrder: known?.startOrder ?? 0,
      to: placeOf(move.to),
      reason: move.reason,
      downtimeMs: Math.round(measuredMs ?? assumedMoveMs[fabric]),
      downtimeFrom: measuredMs === null ? "assumed" : "measured",
    }
  })
  const volumes = plan.volumes.map(({ volumeId: id, path, how, to, copyGib, reason }) => ({
    id,
    path,
    how,
    to: placeOf(to),
    copyGib,
    reason,
  }))
  const { id, name, state } = node
  return { node: { id, name, state }, components, volumes, summary: summaryOf(name, { components, volumes }) }
}

const things = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`

function summaryOf(name: string, { components, volumes }: Pick<Out, "components" | "volumes">): string[] {
  if (components.length + volumes.length === 0) return [`${name} is empty: nothing has to move.`]
  const moving = components.filter((c) => c.to !== null)
  const copied = volumes.filter((v) => v.copyGib > 0)
  const staying = [...components.filter((c) => c.to === null), ...volumes.filter((v) => v.how === "stay")]
  const sentences: string[] = []
  if (moving.length > 0)
    sentences.push(
      `${things(moving.length, "component")} ${moving.length === 1 ? "is" : "are"} stopped, moved and started, one after the other: these machines cannot move what runs without stopping it.`,
    )
  if (copied.length > 0)
    sentences.push(
      `${things(copied.length, "volume")} (${copied.reduce((sum, v) => sum + v.copyGib, 0)} GiB) ${copied.length === 1 ? "is" : "are"} copied to another node first; what is written meanwhile goes along.`,
    )
  if (staying.length > 0)
    sentences.push(
      `${things(staying.length, "thing")} ${staying.length === 1 ? "has" : "have"} no room elsewhere and ${staying.length === 1 ? "stays" : "stay"}: ${name} is not empty before there is room.`,
    )
  return sentences
}
