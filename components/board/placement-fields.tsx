"use client"

import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useId, useState } from "react"
import type { BlueprintComponent } from "@/lib/blueprint/document"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Input, Textarea } from "../ui/input"
import { Checkbox } from "../ui/switch"
import { useVdc } from "../vdc/vdc-context"
import { useCatalog, useDrawn } from "./board-context"
import type { Change } from "./use-change"

/** What all of them have, or undefined when they differ. */
export function shared<V>(
  components: readonly BlueprintComponent[],
  read: (each: BlueprintComponent) => V,
): V | undefined {
  const [first, ...more] = components.map(read)
  return more.every((value) => value === first) ? first : undefined
}

type Props = { components: readonly BlueprintComponent[]; change: Change }

const Labelled = ({
  label,
  help,
  children,
}: {
  label: string
  help: string
  children: (id: string, help: string) => ReactNode
}) => {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-compact">
        {label}
      </label>
      {children(id, `${id}-help`)}
      <p id={`${id}-help`} className="text-muted-foreground text-xs">
        {help}
      </p>
    </div>
  )
}

function StartOrder({ components, change }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const order = shared(components, ({ startOrder }) => startOrder)
  return (
    <Labelled label="Start order" help="Lower starts first and stops last.">
      {(id, help) => (
        <Input
          id={id}
          aria-describedby={help}
          inputMode="numeric"
          className="h-8 w-24 font-mono text-compact tabular"
          placeholder={order === undefined ? "Different" : "0"}
          value={typed ?? order ?? ""}
          onChange={(event) => {
            const text = event.target.value
            setTyped(text)
            const number = Number(text)
            if (text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= 1000)
              change({ startOrder: number })
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Labelled>
  )
}

function Standby({ components, change }: Props) {
  const id = useId()
  const standby = shared(components, (each) => each.standby)
  return (
    <label htmlFor={id} className="flex items-center gap-2 text-compact">
      <Checkbox
        id={id}
        checked={standby ?? "indeterminate"}
        onCheckedChange={(next) => change({ standby: next === true })}
      />
      Standby
      <span className="text-muted-foreground text-xs">Kept ready, not started.</span>
    </label>
  )
}

function Pinned({ components, change }: Props) {
  const { tenant, can } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const nodes = useQuery(
    trpc.vdcs.nodes.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }, { enabled: can("vdc:read") }),
  )
  const pins = shared(components, ({ pin }) => [...pin].sort().join(" "))
  const chosen = new Set(pins === undefined ? [] : pins.split(" ").filter(Boolean))
  const known = nodes.data?.items ?? []
  // One that the data center has no more stays visible, so that it can be taken off.
  const gone = [...chosen].filter((id) => nodes.data && !known.some((node) => node.id === id))
  const options = [...known, ...gone.map((id) => ({ id, name: `${id.slice(0, 8)} (not in this data center)` }))]
  const toggle = (id: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    change({ pin: [...next] })
  }
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-compact">Only on these nodes</legend>
      {pins === undefined && <p className="text-muted-foreground text-xs">Different choices.</p>}
      <div className="flex max-h-40 flex-col gap-1 overflow-y-auto">
        {options.map((node) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is one
          <label key={node.id} className="flex items-center gap-2 text-compact">
            <Checkbox checked={chosen.has(node.id)} onCheckedChange={(next) => toggle(node.id, next === true)} />
            <span className="truncate font-mono text-xs">{node.name}</span>
          </label>
        ))}
      </div>
      <p className="text-muted-foreground text-xs">None chosen: any node.</p>
    </fieldset>
  )
}

function FailoverGroup({ components, change }: Props) {
  const group = shared(components, ({ failoverGroup }) => failoverGroup)
  const groups = new Set(useDrawn().components.flatMap(({ failoverGroup }) => failoverGroup ?? []))
  const list = useId()
  return (
    <Labelled label="Failover group" help="Instances of one group are never on the same node.">
      {(id, help) => (
        <>
          <Input
            id={id}
            list={list}
            aria-describedby={help}
            autoComplete="off"
            className="h-8 text-compact"
            maxLength={100}
            placeholder={group === undefined ? "Different groups" : "None"}
            value={group ?? ""}
            onChange={(event) =>
              change({ failoverGroup: event.target.value.trim() === "" ? null : event.target.value })
            }
          />
          <datalist id={list}>
            {[...groups].map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </>
      )}
    </Labelled>
  )
}

/** When and where it runs. */
export function PlacementFields(props: Props) {
  const { interiorOf } = useCatalog()
  // Groups are of instances: those of an assembly are drawn inside it. One that is there all the same can be taken off.
  const isGrouped = props.components.some((each) => !interiorOf(each) || each.failoverGroup !== null)
  return (
    <div className="flex flex-col gap-3">
      <StartOrder {...props} />
      <Standby {...props} />
      {isGrouped && <FailoverGroup {...props} />}
      <Pinned {...props} />
    </div>
  )
}

export function NotesField({ components, change }: Props) {
  const id = useId()
  const notes = shared(components, (each) => each.notes ?? "")
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="sr-only">
        Notes
      </label>
      <Textarea
        id={id}
        className="min-h-16 text-compact"
        maxLength={2000}
        placeholder={
          notes === undefined ? "Different notes" : "What you want to remember of it. Changes nothing that runs."
        }
        value={notes ?? ""}
        onChange={(event) => change({ notes: event.target.value })}
      />
    </div>
  )
}
