"use client"

import type { ReactNode } from "react"
import { protocolLook } from "../drawing/protocol-look"
import { cores, count, disk, memory } from "../format/size"
import { cn } from "../ui/cn"
import type { ClassOut, Terminal } from "./catalog"

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="mt-3">
    <h4 className="mb-1 font-medium text-muted-foreground text-xs">{title}</h4>
    <ul className="flex flex-col gap-1 text-compact">{children}</ul>
  </section>
)

const TerminalRow = ({ terminal }: { terminal: Terminal }) => (
  <li className="flex items-baseline gap-2">
    <span aria-hidden className={cn("size-2 shrink-0", protocolLook(terminal.protocol).fill)} />
    <span className="font-mono text-xs">{terminal.name}</span>
    <span className="min-w-0 flex-1 text-muted-foreground">{terminal.title}</span>
    <span className="text-muted-foreground text-xs">
      {terminal.direction}, {terminal.protocol}
      {terminal.mandatory && ", needed"}
    </span>
  </li>
)

type Property = ClassOut["boundary"]["properties"][number]
const rangeOf = ({ type, min, max, values }: Property): string => {
  if (values) return values.map(String).join(", ")
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `${min} or more`
  return max === undefined ? type : `up to ${max}`
}

/** What a class has: terminals, properties, resources, volumes. */
export function DataSheet({ each: { title, summary, name, version, boundary } }: { each: ClassOut }) {
  const { terminals, properties, resources, volumes } = boundary
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <p className="font-mono text-muted-foreground text-xs">
        {name}@{version}
      </p>
      <p className="mt-1 text-compact">{summary}</p>
      <Part title="Terminals">
        {terminals.map((terminal) => (
          <TerminalRow key={`${terminal.direction} ${terminal.name}`} terminal={terminal} />
        ))}
      </Part>
      {properties.length > 0 && (
        <Part title="Properties">
          {properties.map((property) => (
            <li key={property.name} className="flex items-baseline justify-between gap-2">
              <span>{property.title || property.name}</span>
              <span className="text-right text-muted-foreground text-xs">
                {rangeOf(property)}
                {property.default !== undefined && `; ${String(property.default) || "empty"} unless set`}
              </span>
            </li>
          ))}
        </Part>
      )}
      <Part title="Resources of each instance">
        <li>
          {cores(resources.cpuMillis.min)} to {cores(resources.cpuMillis.max)}
        </li>
        <li>
          {memory(resources.memoryMib.min)} to {memory(resources.memoryMib.max)} of memory
        </li>
        <li>{boundary.count.max === 1 ? "One instance" : `Up to ${count(boundary.count.max, "instance")}`}</li>
      </Part>
      {volumes.length > 0 && (
        <Part title="Volumes">
          {volumes.map((volume) => (
            <li key={volume.name} className="flex items-baseline justify-between gap-2">
              <span>{volume.title || volume.name}</span>
              <span className="text-muted-foreground text-xs">
                {disk(volume.sizeGib.min)} to {disk(volume.sizeGib.max)}
              </span>
            </li>
          ))}
        </Part>
      )}
    </div>
  )
}
