"use client"

import { useId, useState } from "react"
import { cores, disk, memory } from "../format/size"
import { Input } from "../ui/input"
import { Slider } from "../ui/slider"
import { nearestStep, type SizeRanges, type Sizes, sizeSteps } from "./size-steps"

type Kind = keyof Sizes
const unit: Record<Kind, string> = { count: "", cpuMillis: "cores", memoryMib: "MiB", volumeGib: "GiB" }
const read: Record<Kind, (value: number) => string> = {
  count: String,
  cpuMillis: cores,
  memoryMib: memory,
  volumeGib: disk,
}

/** Slider for round sizes, number for exact ones. The number takes effect when it is left or entered. */
export function SizeControl({
  kind,
  label,
  range,
  value,
  onChange,
}: {
  kind: Kind
  label: string
  range: { min: number; max: number }
  value: number
  onChange: (value: number) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const steps = sizeSteps(kind, range)
  // Cores are typed as people say them; everything else in its own unit.
  const scale = kind === "cpuMillis" ? 1000 : 1
  const commit = () => {
    const number = Math.round(Number(typed?.replace(",", ".")) * scale)
    if (typed !== null && typed.trim() !== "" && Number.isFinite(number))
      onChange(Math.min(range.max, Math.max(range.min, number)))
    setTyped(null)
  }
  return (
    <div className="grid grid-cols-[5.5rem_1fr_6.5rem] items-center gap-3">
      <label htmlFor={id} className="text-compact text-muted-foreground">
        {label}
      </label>
      <Slider
        aria-label={label}
        aria-valuetext={read[kind](value)}
        min={0}
        max={steps.length - 1}
        step={1}
        disabled={steps.length < 2}
        value={[nearestStep(steps, value)]}
        onValueChange={([at]) => onChange(steps[at ?? 0] ?? range.min)}
      />
      <span className="relative">
        <Input
          id={id}
          inputMode="decimal"
          title={`${read[kind](value)} (${read[kind](range.min)} to ${read[kind](range.max)})`}
          className="h-8 pr-11 text-right font-mono text-compact tabular"
          value={typed ?? String(value / scale)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || typed === null) return
            event.preventDefault()
            commit()
          }}
        />
        <span className="pointer-events-none absolute top-1.5 right-2 text-muted-foreground text-xs leading-5">
          {unit[kind]}
        </span>
      </span>
    </div>
  )
}

const titles: Record<Kind, string> = { count: "Count", cpuMillis: "Cores", memoryMib: "Memory", volumeGib: "Volume" }
const kinds: Kind[] = ["count", "cpuMillis", "memoryMib", "volumeGib"]

/** All sizes of one component; what its class does not allow to change is left out. */
export function SizeControls({
  ranges,
  sizes,
  onChange,
}: {
  ranges: SizeRanges
  sizes: Sizes
  onChange: (sizes: Sizes) => void
}) {
  return (
    <div className="flex flex-col gap-1.5">
      {kinds.map((kind) => {
        const range = ranges[kind]
        const value = sizes[kind]
        if (!range || value === undefined || (kind === "count" && range.max === 1)) return null
        return (
          <SizeControl
            key={kind}
            kind={kind}
            label={titles[kind]}
            range={range}
            value={value}
            onChange={(next) => onChange({ ...sizes, [kind]: next })}
          />
        )
      })}
    </div>
  )
}
