"use client"

import type { Blueprint } from "@/lib/blueprint/document"
import { Glyph } from "../glyph"
import type { ApiOutputs } from "../trpc"
import { SizeControls } from "./size-control"
import { rangesOf, type SizesByComponent } from "./size-steps"

type ClassOut = ApiOutputs["classes"]["list"]["items"][number]

/** What is inside an assembly has the sizes it was drawn with; values it takes are set on the board. */
const AssemblyRow = ({ of: { glyph, title }, name }: { of: ClassOut; name: string }) => (
  <li className="flex items-center gap-2 py-4 first:pt-0 last:pb-0">
    <Glyph name={glyph} className="text-muted-foreground" />
    <span className="font-medium">{name}</span>
    <span className="text-muted-foreground text-xs">{title}: an assembly. Set its values on the whiteboard.</span>
  </li>
)

/** A row of sizes per component of a drawing, in start order. */
export function ComponentSizesForm({
  blueprint,
  classes,
  sizes,
  volume,
  onChange,
}: {
  blueprint: Blueprint
  classes: ClassOut[]
  sizes: SizesByComponent
  volume: "new" | "existing"
  onChange: (sizes: SizesByComponent) => void
}) {
  const components = [...blueprint.components].sort((a, b) => b.count - a.count || a.startOrder - b.startOrder)
  return (
    <ul className="flex flex-col divide-y">
      {components.map((component) => {
        const found = classes.find((each) => each.name === component.class)
        const own = sizes[component.name]
        if (!found || !own) return null
        if (found.boundary.isAssembly) return <AssemblyRow key={component.name} of={found} name={component.name} />
        return (
          <li key={component.name} className="flex flex-col gap-3 py-4 first:pt-0 last:pb-0">
            <div className="flex items-center gap-2">
              <Glyph name={found.glyph} className="text-muted-foreground" />
              <span className="font-medium">{component.name}</span>
              <span className="text-muted-foreground text-xs">
                {found.title} {component.class}@{component.version}
              </span>
            </div>
            <SizeControls
              ranges={rangesOf(component, found.boundary, volume)}
              sizes={own}
              onChange={(next) => onChange({ ...sizes, [component.name]: next })}
            />
          </li>
        )
      })}
    </ul>
  )
}
