"use client"

import { ageText, lossText } from "@/lib/copy-age"
import type { ApiOutputs } from "../trpc"
import { cn } from "../ui/cn"
import { useNow } from "../ui/relative-time"

type Volume = ApiOutputs["volumes"]["get"]
type Copy = Volume["replicas"][number]

/** "fra1-n2: mirror, as of 43 s ago" */
function copyText(copy: Copy, nowMs: number): string {
  const parts = copy.role === "primary" ? ["first copy"] : ["mirror", ageText(copy, nowMs)]
  return `${copy.node}: ${[...parts, ...(copy.state === "ok" ? [] : [copy.state])].join(", ")}`
}

/** Which node holds what, and how old it is: it counts on while it is looked at. */
export function Copies({ replicas }: { replicas: Copy[] }) {
  const now = useNow()
  if (replicas.length === 0) return <span className="text-muted-foreground">No copy on a node yet</span>
  return (
    <ul className="text-muted-foreground">
      {replicas.map((copy) => (
        <li key={`${copy.nodeId}-${copy.role}`} className="tabular">
          {copyText(copy, now)}
        </li>
      ))}
    </ul>
  )
}

/** What a failure of the node with the first copy would take with it now. */
export function LossLine({ loss }: { loss: Volume["loss"] }) {
  const now = useNow()
  if (!loss) return null
  return <p className={cn("tabular", loss.kind === "all" && "text-state-degraded")}>{lossText(loss, now)}</p>
}
