"use client"

import { shapeOf } from "@/lib/blueprint/assembly/flatten"
import type { ComponentOut } from "@/lib/schemas/application"
import { useApplication } from "../application/application-context"
import { ComponentMenu } from "../application/component-menu"
import { cores, memory } from "../format/size"
import { StateBadge } from "../ui/state-badge"

function Instance({ each }: { each: ComponentOut }) {
  return (
    <li className="flex flex-col gap-1 rounded-md border px-2.5 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-mono text-xs" title={each.path}>
          {each.name}[{each.index}]
        </span>
        <StateBadge state={each.state} />
        <ComponentMenu component={each} />
      </div>
      {each.reason && <p className="text-state-failed text-xs">{each.reason}</p>}
      {each.node && (
        <p className="text-muted-foreground text-xs">
          On <span className="font-mono text-foreground">{each.node.name}</span>, uses {cores(each.used.cpuMillis)} and{" "}
          {memory(each.used.memoryMib)}
        </p>
      )}
      {each.placementReason && (
        <details className="text-xs">
          <summary className="text-muted-foreground underline underline-offset-2">Why there</summary>
          <p className="pt-1">{each.placementReason}</p>
        </details>
      )}
    </li>
  )
}

/** What runs of the shapes of these names, and where. */
export function InstanceList({ names }: { names: ReadonlySet<string> }) {
  const { application } = useApplication()
  const instances = application.instances.filter(({ name }) => names.has(shapeOf(name)))
  if (instances.length === 0)
    return <p className="text-compact text-muted-foreground">None yet: apply the drawing to make it run.</p>
  return (
    <ul className="flex max-h-80 flex-col gap-1.5 overflow-y-auto">
      {instances.map((each) => (
        <Instance key={each.id} each={each} />
      ))}
    </ul>
  )
}
