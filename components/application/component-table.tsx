"use client"

import type { ComponentOut } from "@/lib/schemas/application"
import { cores, memory } from "../format/size"
import { Glyph } from "../glyph"
import { Card } from "../ui/card"
import { FillBar } from "../ui/progress"
import { RelativeTime } from "../ui/relative-time"
import { StateBadge } from "../ui/state-badge"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { useApplication } from "./application-context"
import { ComponentMenu, shortPath } from "./component-menu"

const nextAct: Partial<Record<ComponentOut["state"], string>> = {
  waiting: "It starts by itself as soon as there is room. Make something smaller, or add nodes.",
  failed: "It is tried again with growing pauses. Its log says more.",
  lost: "Its node is gone; it is started on another one.",
}

/** Why a component is not as wanted, and what happens or can be done next. */
const Reason = ({ component }: { component: ComponentOut }) => {
  const next = nextAct[component.state]
  if (!component.reason && !next) return null
  return (
    <p className="max-w-md min-w-56 text-pretty text-muted-foreground text-xs">
      {component.reason && <span className="text-foreground">{component.reason} </span>}
      {next}
    </p>
  )
}

const Use = ({ label, used, of, text }: { label: string; used: number; of: number; text: string }) => (
  <div className="flex min-w-24 flex-col gap-0.5">
    <span className="whitespace-nowrap text-xs tabular">{text}</span>
    <FillBar label={`${label}: ${text}`} capacity={of} reserved={used} className="h-1" />
  </div>
)

export function ComponentTable() {
  const { application } = useApplication()
  return (
    <Card>
      <Table aria-label="Components">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>State</TableHead>
            <TableHead>Component</TableHead>
            <TableHead>Node</TableHead>
            <TableHead>Address</TableHead>
            <TableHead>CPU</TableHead>
            <TableHead>Memory</TableHead>
            <TableHead numeric>In this state</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {application.instances.map((component) => (
            <TableRow key={component.id} className="align-top">
              <TableCell>
                <StateBadge state={component.state} />
              </TableCell>
              <TableCell>
                <span className="flex items-center gap-2">
                  <Glyph name={component.class.glyph} className="text-muted-foreground" />
                  <span className="font-medium">{shortPath(component.path)}</span>
                  <span className="whitespace-nowrap text-muted-foreground text-xs">
                    {component.class.name}@{component.class.version}
                  </span>
                </span>
                <Reason component={component} />
              </TableCell>
              <TableCell className="whitespace-nowrap font-mono text-xs" title={component.placementReason ?? undefined}>
                {component.node?.name ?? <span className="text-muted-foreground">none</span>}
              </TableCell>
              <TableCell className="whitespace-nowrap font-mono text-xs">
                {component.addresses.length === 0 && <span className="text-muted-foreground">none</span>}
                {component.addresses.map((each) => (
                  <span key={each.terminal} className="block" title={`Terminal ${each.terminal}`}>
                    {each.address}
                  </span>
                ))}
              </TableCell>
              <TableCell>
                <Use
                  label="CPU"
                  used={component.used.cpuMillis}
                  of={component.resources.cpuMillis}
                  text={`${(component.used.cpuMillis / 1000).toFixed(2)} of ${cores(component.resources.cpuMillis)}`}
                />
              </TableCell>
              <TableCell>
                <Use
                  label="Memory"
                  used={component.used.memoryMib}
                  of={component.resources.memoryMib}
                  text={`${component.used.memoryMib} of ${memory(component.resources.memoryMib)}`}
                />
              </TableCell>
              <TableCell numeric className="text-muted-foreground text-xs">
                <RelativeTime at={component.stateSince} />
                {component.restarts > 0 && <span className="block">{component.restarts} restarts</span>}
              </TableCell>
              <TableCell numeric className="py-0.5">
                <ComponentMenu component={component} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  )
}
