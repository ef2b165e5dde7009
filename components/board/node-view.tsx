"use client"

import { Server } from "lucide-react"
import type { ComponentOut } from "@/lib/schemas/application"
import { useApplication } from "../application/application-context"
import { Glyph } from "../glyph"
import { StateBadge } from "../ui/state-badge"
import { useBoard } from "./board-context"
import { only } from "./board-state"

function grouped(instances: readonly ComponentOut[]): [string, ComponentOut[]][] {
  const groups = new Map<string, ComponentOut[]>()
  for (const each of instances) {
    const node = each.node?.name ?? ""
    groups.set(node, [...(groups.get(node) ?? []), each])
  }
  return [...groups].sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b)))
}

/** What runs, by the node it is on. To look at: where things run is the planner's choice. */
export function NodeView() {
  const board = useBoard()
  const { application } = useApplication()
  const groups = grouped(application.instances)
  return (
    <div className="flex min-h-0 flex-1 flex-wrap content-start gap-4 overflow-y-auto p-4">
      {groups.length === 0 && <p className="text-muted-foreground">Nothing runs yet, so nothing is on a node.</p>}
      {groups.map(([node, instances]) => (
        <section key={node} aria-label={node || "On no node"} className="w-60 rounded-lg border bg-card">
          <h3 className="flex items-center gap-2 border-b px-3 py-2 font-medium text-compact">
            <Server className="size-4 text-muted-foreground" aria-hidden />
            {node || "On no node"}
          </h3>
          <ul className="flex flex-col gap-1 p-2">
            {instances.map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  onClick={() => board.dispatch({ kind: "select", selection: only(each.name) })}
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
        </section>
      ))}
    </div>
  )
}
