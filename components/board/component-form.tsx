"use client"

import { type ReactNode, useEffect, useId, useState } from "react"
import type { BlueprintComponent } from "@/lib/blueprint/document"
import { SizeControl } from "../application/size-control"
import { Input, NativeSelect } from "../ui/input"
import { useBoard, useDrawn } from "./board-context"
import type { ClassOut } from "./catalog"
import { NotesField, PlacementFields, shared } from "./placement-fields"
import { PropertyFields } from "./property-fields"
import { type Change, useChange } from "./use-change"
import { VolumeFields } from "./volume-fields"

export const Section = ({ title, children, open = true }: { title: string; children: ReactNode; open?: boolean }) => (
  <details open={open} className="group border-b px-3 py-2.5 last:border-b-0">
    <summary className="cursor-pointer select-none font-medium text-compact">{title}</summary>
    <div className="pt-2.5">{children}</div>
  </details>
)

/** Why a component cannot have this name; null: it can. */
async function whyNoName(wanted: string, taken: readonly string[]): Promise<string | null> {
  const { zName } = await import("@/lib/blueprint/document")
  const read = zName.safeParse(wanted)
  if (!read.success) return read.error.issues[0]?.message ?? "Choose another name."
  return taken.includes(wanted) ? `There is a component called ${wanted} already.` : null
}

export function NameField({ name }: { name: string }) {
  const board = useBoard()
  const taken = useDrawn().components.flatMap((each) => (each.name === name ? [] : [each.name]))
  const [typed, setTyped] = useState(name)
  const [problem, setProblem] = useState<string | null>(null)
  const id = useId()
  useEffect(() => {
    setTyped(name)
    setProblem(null)
  }, [name])
  const commit = async () => {
    if (typed === name) return setProblem(null)
    const why = await whyNoName(typed, taken)
    setProblem(why)
    if (why === null) board.dispatch({ kind: "edit", edits: [{ kind: "rename", from: name, to: typed }] })
  }
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-compact">
        Name
      </label>
      <Input
        id={id}
        autoComplete="off"
        spellCheck={false}
        disabled={!board.canEdit}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-problem` : undefined}
        className="h-8 font-mono text-compact"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void commit()}
        onKeyDown={(event) => {
          if (event.key === "Enter") void commit()
          if (event.key !== "Escape" || typed === name) return
          event.stopPropagation()
          setTyped(name)
          setProblem(null)
        }}
      />
      {problem && (
        <p id={`${id}-problem`} role="alert" className="text-state-failed text-xs">
          {problem}
        </p>
      )}
    </div>
  )
}

function VersionField({ components, of, change }: FormProps & { change: Change }) {
  const id = useId()
  const version = shared(components, (each) => each.version)
  const { catalog } = useBoard()
  /** The sizes of an assembly are what is inside it. */
  const asVersion = (next: number) => {
    const boundary = catalog.boundaryOf({ class: of.name, version: next })
    if (!boundary?.isAssembly) return { version: next }
    const { cpuMillis, memoryMib } = boundary.resources
    return { version: next, resources: { cpuMillis: cpuMillis.default, memoryMib: memoryMib.default } }
  }
  const versions = [...new Set([of.version, ...of.versions, ...(version === undefined ? [] : [version])])]
  return (
    <div className="flex items-center justify-between gap-3">
      <label htmlFor={id} className="text-compact">
        Version
      </label>
      <NativeSelect
        id={id}
        className="h-8 w-40 text-compact"
        value={version ?? ""}
        onChange={(event) => change(asVersion(Number(event.target.value)))}
      >
        {version === undefined && <option value="">Different versions</option>}
        {versions
          .sort((a, b) => b - a)
          .map((each) => (
            <option key={each} value={each}>
              {each}
              {each === of.version ? " (newest)" : ""}
            </option>
          ))}
      </NativeSelect>
    </div>
  )
}

/** Sizes of each instance, and how many there are. */
function SizeFields({ components, of: { boundary }, change }: FormProps & { change: Change }) {
  const [first] = components
  if (!first) return null
  const { count, resources } = boundary
  const isMixed =
    shared(components, (each) => `${each.count} ${each.resources.cpuMillis} ${each.resources.memoryMib}`) === undefined
  return (
    <div className="flex flex-col gap-1.5">
      {isMixed && (
        <p className="text-muted-foreground text-xs">
          They differ; shown is {first.name}. What you set here holds for all.
        </p>
      )}
      {count.max > 1 && (
        <SizeControl
          kind="count"
          label="Count"
          range={{ min: 1, max: count.max }}
          value={first.count}
          onChange={(next) => change({ count: next })}
        />
      )}
      <SizeControl
        kind="cpuMillis"
        label="Cores"
        range={resources.cpuMillis}
        value={first.resources.cpuMillis}
        onChange={(cpuMillis) => change({ resources: { cpuMillis } })}
      />
      <SizeControl
        kind="memoryMib"
        label="Memory"
        range={resources.memoryMib}
        value={first.resources.memoryMib}
        onChange={(memoryMib) => change({ resources: { memoryMib } })}
      />
    </div>
  )
}

type FormProps = { components: readonly BlueprintComponent[]; of: ClassOut }

/** All that can be set of components of one class. */
export function ComponentForm({
  components,
  of,
  wanted,
}: FormProps & { wanted: ReadonlyMap<string, BlueprintComponent> }) {
  const { canEdit, catalog } = useBoard()
  const { change, onFocus } = useChange(components.map(({ name }) => name))
  const [first] = components
  if (!first) return null
  const boundary = catalog.boundaryOf(first) ?? of.boundary
  const parts = { components, of: { ...of, boundary }, change }
  return (
    <fieldset disabled={!canEdit} onFocus={onFocus} className="min-w-0">
      <Section title={boundary.isAssembly ? "Version" : "Size"}>
        <div className="flex flex-col gap-2.5">
          <VersionField {...parts} />
          {!boundary.isAssembly && <SizeFields {...parts} />}
        </div>
      </Section>
      {boundary.properties.length > 0 && (
        <Section title="Properties">
          <PropertyFields components={components} properties={boundary.properties} change={change} />
        </Section>
      )}
      {boundary.volumes.length > 0 && components.length === 1 && (
        <Section title="Volumes">
          <VolumeFields component={first} volumes={boundary.volumes} wanted={wanted.get(first.name)} change={change} />
        </Section>
      )}
      <Section title="Placement" open={false}>
        <PlacementFields components={components} change={change} />
      </Section>
      <Section title="Notes" open={components.some(({ notes }) => notes)}>
        <NotesField components={components} change={change} />
      </Section>
    </fieldset>
  )
}
