"use client"

import { X } from "lucide-react"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { Input } from "../ui/input"
import { Label } from "../ui/label"
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover"
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select"
import { type Preset, presets, type UsageGroup, type UsageView } from "./usage-address"
import type { UsageRow } from "./usage-groups"
import { zonedRange } from "./zoned-time"

type Props = { view: UsageView; rows: readonly UsageRow[]; onChange: (change: Partial<UsageView>) => void }

const groups: Record<UsageGroup, string> = {
  application: "By application",
  component: "By component",
  meter: "By meter",
}

/** Range, grouping and filters; each change is a new address. */
export function UsageControls({ view, rows, onChange }: Props) {
  const { tenant } = useTenant()
  const preset = "preset" in view.range ? view.range.preset : ""
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="w-44">
        <Select value={preset} onValueChange={(value) => onChange({ range: { preset: value as Preset } })}>
          <SelectTrigger aria-label="Range">
            <SelectValue placeholder="Own range" />
          </SelectTrigger>
          <SelectContent>
            {Object.entries(presets).map(([key, { title }]) => (
              <SelectItem key={key} value={key}>
                {title}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
      <OwnRange view={view} onChange={onChange} />
      <div className="w-44">
        <Select value={view.by} onValueChange={(value) => onChange({ by: value as UsageGroup, subjectId: null })}>
          <SelectTrigger aria-label="Group">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {Object.entries(groups).map(([key, title]) => (
              <SelectItem key={key} value={key}>
                {title}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      </div>
      <Filters view={view} rows={rows} onChange={onChange} />
      {"from" in view.range && (
        <p className="w-full text-muted-foreground">
          {zonedRange(view.range.from, view.range.to, tenant.timeZone)} ({tenant.timeZone})
        </p>
      )}
    </div>
  )
}

function Filters({ view, rows, onChange }: Props) {
  const vdc = rows.find(({ vdcId }) => vdcId === view.vdcId)?.vdc ?? "one data center"
  const application =
    rows.find(({ applicationId }) => applicationId === view.applicationId)?.application ?? "one application"
  return (
    <>
      {view.vdcId && <Filter name={`Only ${vdc}`} onRemove={() => onChange({ vdcId: null })} />}
      {view.applicationId && <Filter name={`Only ${application}`} onRemove={() => onChange({ applicationId: null })} />}
    </>
  )
}

const Filter = ({ name, onRemove }: { name: string; onRemove: () => void }) => (
  <Button variant="secondary" onClick={onRemove} aria-label={`${name}: remove this filter`}>
    {name}
    <X aria-hidden />
  </Button>
)

/** Two days of the viewer's calendar; the end is included, as people mean it. */
function OwnRange({ view, onChange }: Pick<Props, "view" | "onChange">) {
  const [open, setOpen] = useState(false)
  const day = (iso: string | undefined) => (iso ? iso.slice(0, 10) : "")
  const [from, setFrom] = useState("from" in view.range ? day(view.range.from) : "")
  const [to, setTo] = useState("from" in view.range ? day(view.range.to) : "")
  const backwards = from !== "" && to !== "" && from > to
  const apply = () => {
    const end = new Date(`${to}T00:00:00`)
    end.setDate(end.getDate() + 1)
    onChange({ range: { from: new Date(`${from}T00:00:00`).toISOString(), to: end.toISOString() } })
    setOpen(false)
  }
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button variant="outline">Choose days</Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-64">
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            apply()
          }}
        >
          <div className="flex flex-col gap-1.5">
            <Label htmlFor="usage-from">First day</Label>
            <Input
              id="usage-from"
              type="date"
              required
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          </div>
          <div className="flex flex-col gap-1.5">
            <Label htmlFor="usage-to">Last day</Label>
            <Input
              id="usage-to"
              type="date"
              required
              value={to}
              aria-invalid={backwards}
              onChange={(event) => setTo(event.target.value)}
            />
            {backwards && <p className="text-state-failed text-xs">The last day must not be before the first.</p>}
          </div>
          <Button type="submit" disabled={from === "" || to === "" || backwards}>
            Show
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  )
}
