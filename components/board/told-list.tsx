"use client"

import { Minus, Pencil, Plus, RefreshCw } from "lucide-react"
import type { Told } from "@/lib/blueprint/tell-change"

const icons = { added: Plus, removed: Minus, replaced: RefreshCw, changed: Pencil }
const words = { added: "Added", removed: "Removed", replaced: "Replaced", changed: "Changed" }

/** Component by component, what is different. */
export const ToldList = ({ told, empty }: { told: readonly Told[]; empty: string }) =>
  told.length === 0 ? (
    <p className="text-compact text-muted-foreground">{empty}</p>
  ) : (
    <ul className="flex flex-col gap-1.5">
      {told.map(({ component, act, class: className, lines }) => {
        const Icon = icons[act]
        return (
          <li key={`${act} ${component}`} className="flex gap-2 text-compact">
            <Icon className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
            <span className="min-w-0">
              <span className="font-medium">{component}</span>{" "}
              <span className="text-muted-foreground">
                {words[act].toLowerCase()}, {className}
              </span>
              {lines.map((line) => (
                <span key={line} className="block break-words">
                  {line}
                </span>
              ))}
            </span>
          </li>
        )
      })}
    </ul>
  )
