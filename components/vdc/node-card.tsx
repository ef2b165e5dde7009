"use client"

import { Server } from "lucide-react"
import { cores, count, disk, memory } from "../format/size"
import type { ApiOutputs } from "../trpc"
import { Badge } from "../ui/badge"
import { MeterRow } from "../ui/meter-row"
import { StateBadge, StateIcon } from "../ui/state-badge"

export type VdcNode = ApiOutputs["vdcs"]["nodes"]["items"][number]

const of = (part: string, whole: string): string => {
  const [value, unit] = part.split(" ")
  return whole.endsWith(` ${unit}`) ? `${value} of ${whole}` : `${part} of ${whole}`
}

/** How full a node is: the light bar is reserved, the strong one is what is used at this moment. */
export function NodeCard({ node, detailed = false }: { node: VdcNode; detailed?: boolean }) {
  const { machineClass, reserved, used } = node
  const cpuCapacity = machineClass.cores * 1000
  return (
    <article className="flex min-w-0 flex-col gap-3 rounded-lg border bg-card p-4" aria-label={`Node ${node.name}`}>
      <header className="flex items-center gap-2">
        <Server className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        <h3 className="min-w-0 flex-1 truncate font-medium font-mono text-compact">{node.name}</h3>
        {node.purpose !== "base" && <Badge variant="outline">{node.purpose}</Badge>}
        <StateBadge state={node.state} {...(node.state === "assigned" && { word: "Up" })} />
      </header>
      {node.drainReason !== null && (
        <p className="text-compact text-muted-foreground">
          {node.components.length + node.volumes.length === 0
            ? "It was emptied"
            : "What runs here moves to your other nodes, one after the other"}
          : {node.drainReason}.
        </p>
      )}
      <div className="flex flex-col gap-2.5">
        <MeterRow
          label="Cores"
          capacity={cpuCapacity}
          reserved={reserved.cpuMillis}
          used={used.cpuMillis}
          text={of(cores(reserved.cpuMillis), cores(cpuCapacity))}
        />
        <MeterRow
          label="Memory"
          capacity={machineClass.memoryMib}
          reserved={reserved.memoryMib}
          used={used.memoryMib}
          text={of(memory(reserved.memoryMib), memory(machineClass.memoryMib))}
        />
        <MeterRow
          label="Disk"
          capacity={machineClass.diskGib}
          reserved={reserved.diskGib}
          text={of(disk(reserved.diskGib), disk(machineClass.diskGib))}
        />
      </div>
      <p className="text-muted-foreground text-xs">
        {machineClass.name}, rack {node.rack}. {count(node.components.length, "component")},{" "}
        {count(node.volumes.length, "volume copy", "volume copies")}.
      </p>
      {detailed && (node.components.length > 0 || node.volumes.length > 0) && (
        <ul className="flex flex-col gap-1 border-t pt-3 font-mono text-xs">
          {node.components.map((component) => (
            <li key={component.id} className="flex items-center gap-2">
              <StateIcon state={component.state} className="size-3.5" />
              <span className="min-w-0 truncate">{component.path}</span>
              <span className="ml-auto text-muted-foreground">{component.state}</span>
            </li>
          ))}
          {node.volumes.map((volume) => (
            <li key={`${volume.id}-${volume.role}`} className="flex items-center gap-2">
              <StateIcon state={volume.state} className="size-3.5" />
              <span className="min-w-0 truncate">{volume.path}</span>
              <span className="ml-auto text-muted-foreground">{volume.role}</span>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}
