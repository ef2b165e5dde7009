"use client"

import { useId } from "react"
import type { BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import { SizeControl } from "../application/size-control"
import { disk } from "../format/size"
import { Checkbox } from "../ui/switch"
import type { Change } from "./use-change"

type Declared = ClassBoundary["volumes"][number]

const mirrors = {
  files: "A second copy is kept on another node.",
  postgres: "A standby server on another node follows it.",
} as const

function VolumeField({
  declared,
  component,
  wantedGib,
  change,
}: {
  declared: Declared
  component: BlueprintComponent
  /** As it is now, where there is one: volumes grow, they do not shrink. */
  wantedGib: number | undefined
  change: Change
}) {
  const id = useId()
  const volume = component.volumes[declared.name] ?? { sizeGib: declared.sizeGib.default, mirrored: true }
  const set = (part: { sizeGib?: number; mirrored?: boolean }) =>
    change({ volumes: { [declared.name]: { sizeGib: volume.sizeGib, mirrored: volume.mirrored, ...part } } })
  const { min, max } = declared.sizeGib
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-compact">
        {declared.title || declared.name}
        {wantedGib !== undefined && (
          <span className="text-muted-foreground"> ({disk(wantedGib)} now; it can grow, not shrink)</span>
        )}
      </legend>
      <SizeControl
        kind="volumeGib"
        label="Size"
        range={{ min: Math.min(max, Math.max(min, wantedGib ?? min)), max }}
        value={volume.sizeGib}
        onChange={(sizeGib) => set({ sizeGib })}
      />
      <label htmlFor={id} className="flex items-center gap-2 text-compact">
        <Checkbox id={id} checked={volume.mirrored} onCheckedChange={(next) => set({ mirrored: next === true })} />
        Mirrored
        <span className="text-muted-foreground text-xs">{mirrors[declared.mirroring]}</span>
      </label>
    </fieldset>
  )
}

export const VolumeFields = ({
  component,
  volumes,
  wanted,
  change,
}: {
  component: BlueprintComponent
  volumes: readonly Declared[]
  wanted: BlueprintComponent | undefined
  change: Change
}) => (
  <div className="flex flex-col gap-3">
    {volumes.map((declared) => (
      <VolumeField
        key={declared.name}
        declared={declared}
        component={component}
        wantedGib={wanted?.class === component.class ? wanted.volumes[declared.name]?.sizeGib : undefined}
        change={change}
      />
    ))}
  </div>
)
