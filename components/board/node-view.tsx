"use client"

import { useQuery } from "@tanstack/react-query"
import { ArrowRight, Server, TriangleAlert } from "lucide-react"
import { useState } from "react"
import { shapeOf } from "@/lib/blueprint/assembly/flatten"
import { groupBy } from "@/lib/group-by"
import type { ComponentOut } from "@/lib/schemas/application"
import { useApplication } from "../application/application-context"
import { count } from "../format/size"
import { useTenant } from "../frame/tenant"
import { Glyph } from "../glyph"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"
import { SkeletonRows } from "../ui/skeleton"
import { StateBadge } from "../ui/state-badge"
import { useVdc } from "../vdc/vdc-context"
import { useBoard } from "./board-context"
import { only } from "./board-state"

type Group = { node: ComponentOut["node"]; instances: ComponentOut[] }
type Fate = ApiOutputs["vdcs"]["nodeLoss"]["components"][number]

function grouped(instances: readonly ComponentOut[]): Group[] {
  const groups = [...groupBy(instances, ({ node }) => node?.id).values()].map((group) => ({
    node: group[0]?.node ?? null,
    instances: group,
  }))
  const name = ({ node }: Group) => node?.name ?? ""
  return groups.sort((a, b) => Number(!a.node) - Number(!b.node) || name(a).localeCompare(name(b)))
}

const FateLine = ({ fate: { path, to, isDataLost, reason } }: { fate: Fate }) => (
  <li className="flex flex-col gap-0.5" title={reason}>
    <span className="break-all font-mono text-xs">{path}</span>
    {to ? (
      <span className="flex items-center gap-1 text-compact">
        <ArrowRight className="size-3.5 text-muted-foreground" aria-hidden />
        starts again on {to.name}
      </span>
    ) : (
      <span className="flex items-start gap-1 text-compact text-state-failed">
        <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
        {isDataLost ? `Its data is lost. ${reason}` : reason}
      </span>
    )}
  </li>
)

/** What would stop if the node were lost, of every application on it, and where it would go. Nothing is done to the node. */
function WhatIf({ nodeId }: { nodeId: string }) {
  const { tenant } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const loss = useQuery(trpc.vdcs.nodeLoss.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, nodeId }))
  if (loss.error && !loss.data) return <InlineError error={loss.error} />
  if (!loss.data) return <SkeletonRows rows={2} />
  const { components } = loss.data
  const stuck = components.filter(({ to }) => to === null).length
  return (
    <div className="flex flex-col gap-2" aria-live="polite">
      <p className="text-compact">
        {components.length === 0
          ? "Nothing that is to run is on it."
          : stuck === 0
            ? `${count(components.length, "component")} would stop, and start again elsewhere.`
            : `${count(components.length, "component")} would stop, and ${stuck} of them would find no place.`}
      </p>
      <ul className="flex max-h-64 flex-col gap-2 overflow-y-auto">
        {components.map((fate) => (
          <FateLine key={fate.id} fate={fate} />
        ))}
      </ul>
    </div>
  )
}

function NodeCard({ group: { node, instances } }: { group: Group }) {
  const board = useBoard()
  const [isAsked, setIsAsked] = useState(false)
  const title = node?.name ?? "On no node"
  return (
    <section aria-label={title} className="w-72 rounded-lg border bg-card">
      <h3 className="flex items-center gap-2 border-b px-3 py-2 font-medium text-compact">
        <Server className="size-4 text-muted-foreground" aria-hidden />
        <span className="flex-1">{title}</span>
        {node && (
          <Button variant="ghost" size="sm" aria-expanded={isAsked} onClick={() => setIsAsked(!isAsked)}>
            What if it dies?
          </Button>
        )}
      </h3>
      <ul className="flex flex-col gap-1 p-2">
        {instances.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              onClick={() => board.dispatch({ kind: "select", selection: only(shapeOf(each.name)) })}
              className="flex w-full items-center gap-2 rounded-md border px-2 py-1.5 text-left hover:bg-accent"
            >
              <Glyph name={each.class.glyph} className="text-muted-foreground" />
              <span className="min-w-0 flex-1 truncate text-compact">
                {each.name}[{each.index}]
              </span>
              <StateBadge state={each.state} />
            </button>
          </li>
        ))}
      </ul>
      {node && isAsked && (
        <div className="border-t p-3">
          <WhatIf nodeId={node.id} />
        </div>
      )}
    </section>
  )
}

/** What runs, by the node it is on. To look at: where things run is the planner's choice. */
export function NodeView() {
  const { application } = useApplication()
  const groups = grouped(application.instances)
  return (
    <div className="flex min-h-0 flex-1 flex-wrap content-start items-start gap-4 overflow-y-auto p-4">
      {groups.length === 0 && <p className="text-muted-foreground">Nothing runs yet, so nothing is on a node.</p>}
      {groups.map((group) => (
        <NodeCard key={group.node?.id ?? ""} group={group} />
      ))}
    </div>
  )
}
