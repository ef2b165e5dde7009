"use client"

import { RotateCcw } from "lucide-react"
import { useId, useState } from "react"
import type { BlueprintComponent, ClassBoundary } from "@/lib/blueprint/document"
import { Button } from "../ui/button"
import { cn } from "../ui/cn"
import { Input, NativeSelect } from "../ui/input"
import type { Change } from "./use-change"

type Property = ClassBoundary["properties"][number]
type Value = string | number | boolean

/** What all of them have; "mixed" when they differ; undefined: none of them says anything. */
export function sharedValue(components: readonly BlueprintComponent[], name: string): Value | undefined | "mixed" {
  const [first, ...more] = components.map(({ properties }) => properties[name])
  return more.every((value) => value === first) ? first : "mixed"
}

const hintOf = ({ min, max, mandatory }: Property, value: Value | undefined): string => {
  if (typeof value === "number" && min !== undefined && value < min) return `Enter ${min} or more.`
  if (typeof value === "number" && max !== undefined && value > max) return `Enter ${max} or less.`
  return mandatory && (value === undefined || value === "") ? "Needed before it can start." : ""
}

type ControlProps = {
  id: string
  property: Property
  value: Value | undefined
  isMixed: boolean
  isBad: boolean
  set: (value: Value | null) => void
}

function NumberControl({ id, property, value, isMixed, isBad, set }: ControlProps) {
  // "-" and "1." are on the way to a number, and are kept as typed until there is one.
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      id={id}
      inputMode="decimal"
      aria-invalid={isBad}
      className="h-8 font-mono text-compact tabular"
      placeholder={isMixed ? "Different values" : property.default === undefined ? "" : String(property.default)}
      value={typed ?? (value === undefined ? "" : String(value))}
      onChange={(event) => {
        const text = event.target.value
        setTyped(text)
        if (text.trim() === "") set(null)
        else if (Number.isFinite(Number(text))) set(Number(text))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

function ChoiceControl({ id, property, value, isMixed, isBad, set }: ControlProps) {
  const values: Value[] = property.values ?? [true, false]
  const word = (each: Value) => (typeof each === "boolean" ? (each ? "Yes" : "No") : String(each))
  const standard = property.default === undefined ? "Not set" : `${word(property.default)} (default)`
  return (
    <NativeSelect
      id={id}
      aria-invalid={isBad}
      className="h-8 text-compact"
      value={value === undefined ? "" : String(values.indexOf(value))}
      onChange={(event) => {
        const chosen = values[Number(event.target.value)]
        set(event.target.value === "" || chosen === undefined ? null : chosen)
      }}
    >
      <option value="">{isMixed ? "Different values" : standard}</option>
      {values.map((each, at) => (
        <option key={String(each)} value={at}>
          {word(each)}
        </option>
      ))}
    </NativeSelect>
  )
}

const TextControl = ({ id, property, value, isMixed, isBad, set }: ControlProps) => (
  <Input
    id={id}
    aria-invalid={isBad}
    className="h-8 text-compact"
    maxLength={4000}
    placeholder={isMixed ? "Different values" : property.default === undefined ? "" : String(property.default)}
    value={value === undefined ? "" : String(value)}
    onChange={(event) => set(event.target.value === "" ? null : event.target.value)}
  />
)

function PropertyField({
  property,
  value: shared,
  change,
}: {
  property: Property
  value: Value | undefined | "mixed"
  change: Change
}) {
  const id = useId()
  const isMixed = shared === "mixed"
  const value = isMixed ? undefined : shared
  const isSet = shared !== undefined
  const hint = isMixed ? "" : hintOf(property, value)
  const set = (next: Value | null) => change({ properties: { [property.name]: next } })
  const Control =
    property.values || property.type === "boolean"
      ? ChoiceControl
      : property.type === "number"
        ? NumberControl
        : TextControl
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <label htmlFor={id} className={cn("text-compact", isSet ? "font-semibold" : "text-muted-foreground")}>
          {property.title || property.name}
          {property.mandatory && <span aria-hidden> *</span>}
        </label>
        {isSet && (
          <Button variant="ghost" size="sm" className="h-6 px-1.5 text-xs" onClick={() => set(null)}>
            <RotateCcw aria-hidden className="size-3" />
            Reset
            <span className="sr-only">{property.title || property.name}</span>
          </Button>
        )}
      </div>
      <Control id={id} property={property} value={value} isMixed={isMixed} isBad={hint !== ""} set={set} />
      {hint && <p className="text-state-failed text-xs">{hint}</p>}
    </div>
  )
}

/** A form made of what the class says of its properties. What is set stands bold, with a way back. */
export const PropertyFields = ({
  components,
  properties,
  change,
}: {
  components: readonly BlueprintComponent[]
  properties: readonly Property[]
  change: Change
}) => (
  <div className="flex flex-col gap-2.5">
    {properties.map((property) => (
      <PropertyField
        key={property.name}
        property={property}
        value={sharedValue(components, property.name)}
        change={change}
      />
    ))}
  </div>
)
