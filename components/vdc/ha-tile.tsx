"use client"

import { ShieldAlert, ShieldCheck } from "lucide-react"
import { ageMsAt, atMost } from "@/lib/copy-age"
import type { VdcDetailOut } from "@/lib/schemas/hosting"
import { cn } from "../ui/cn"
import { useNow } from "../ui/relative-time"

/** Room and a copy are not everything: what was written since the copy was brought up to date is on one node. */
function OldestMirror({ mirror }: { mirror: NonNullable<VdcDetailOut["ha"]["oldestMirror"]> }) {
  const ms = ageMsAt(mirror, useNow())
  if (ms === null) return null
  return (
    <li className="tabular">
      Up to the last {atMost(ms)} of writes would be lost: the oldest mirror is that of {mirror.path}.
    </li>
  )
}

/** Can any one node be lost? With the reasons that were computed. */
export function HaTile({ ha }: { ha: VdcDetailOut["ha"] }) {
  const Icon = ha.survives ? ShieldCheck : ShieldAlert
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border bg-card px-4 py-3.5 sm:col-span-2">
      <p className="text-muted-foreground text-xs">Survives the loss of any one node</p>
      <p
        className={cn(
          "flex items-center gap-1.5 font-semibold text-xl leading-tight",
          ha.survives ? "text-state-running" : "text-state-degraded",
        )}
      >
        <Icon className="size-5 shrink-0" aria-hidden />
        {ha.survives ? "Yes" : "No"}
      </p>
      <ul className="flex flex-col gap-0.5 text-muted-foreground text-xs">
        {ha.reasons.slice(0, 4).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {ha.oldestMirror && <OldestMirror mirror={ha.oldestMirror} />}
        {ha.reasons.length > 4 && (
          <li>
            <details>
              <summary>and {ha.reasons.length - 4} more</summary>
              {ha.reasons.slice(4).map((reason) => (
                <p key={reason}>{reason}</p>
              ))}
            </details>
          </li>
        )}
      </ul>
    </div>
  )
}
