"use client"

import { ArrowDownToLine, Pause, Play, WrapText } from "lucide-react"
import { useEffect, useMemo, useRef, useState } from "react"
import { clockTime, utc } from "../format/time"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { cn } from "../ui/cn"
import { InlineError } from "../ui/error-state"
import { Input, NativeSelect } from "../ui/input"
import { useUrlState } from "../ui/url-state"
import { useApplication } from "./application-context"
import { shortPath } from "./component-menu"
import { type LogLine, useLogTail } from "./use-log-tail"

const streamTone = { out: "", err: "", system: "text-state-busy" } as const
/** Many programs write everything to their error stream: only what calls itself an error looks like one. */
const isTrouble = ({ stream, text }: LogLine): boolean =>
  stream === "err" && /\b(error|fatal|panic|exception|unexpected(ly)?)\b/i.test(text)

function save(lines: LogLine[], name: string): void {
  const text = lines.map((line) => `${line.at} ${line.source} ${line.stream} ${line.text}`).join("\n")
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }))
  link.download = `${name}.log`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Stays at the newest line unless the reader has scrolled up. */
function Lines({ lines, wrap, showSource }: { lines: LogLine[]; wrap: boolean; showSource: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the view
  useEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  return (
    <div
      ref={box}
      role="log"
      aria-label="Log lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 24
      }}
      className="h-[min(65dvh,40rem)] relative overflow-auto px-3 py-2 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
    >
      {lines.map((line) => (
        <div key={line.key} className={cn("flex gap-x-3", wrap ? "flex-wrap sm:flex-nowrap" : "w-max min-w-full")}>
          <time
            dateTime={line.at}
            title={utc(new Date(line.at))}
            className="shrink-0 select-none text-muted-foreground"
          >
            {clockTime(new Date(line.at))}
          </time>
          {showSource && (
            <span className="w-16 shrink-0 select-none truncate text-muted-foreground">{line.source}</span>
          )}
          <span
            className={cn(
              "min-w-0",
              wrap ? "basis-full whitespace-pre-wrap break-words sm:basis-auto" : "whitespace-pre",
              isTrouble(line) ? "text-state-failed" : streamTone[line.stream],
            )}
          >
            {line.stream !== "out" && <span className="sr-only">{line.stream}: </span>}
            {line.text}
          </span>
        </div>
      ))}
    </div>
  )
}

export function LogsTab() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const [chosen, setChosen] = useUrlState("component")
  const [filter, setFilter] = useUrlState("filter")
  const [paused, setPaused] = useState(false)
  const [wrap, setWrap] = useState(true)
  const { instances } = application
  const components = useMemo(
    () => (chosen ? instances.filter((each) => each.id === chosen) : instances),
    [chosen, instances],
  )
  const { lines, error, loading } = useLogTail({ tenantId: tenant.id, components, paused })
  const needle = filter.toLowerCase()
  const shown = needle ? lines.filter((line) => line.text.toLowerCase().includes(needle)) : lines
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <NativeSelect
          aria-label="Component"
          className="h-8 w-auto"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        >
          <option value="">All components</option>
          {instances.map((each) => (
            <option key={each.id} value={each.id}>
              {shortPath(each.path)}
            </option>
          ))}
        </NativeSelect>
        <Input
          type="search"
          aria-label="Show only lines with"
          placeholder="Show only lines with…"
          className="h-8 min-w-36 flex-1 sm:max-w-72"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <div className="ml-auto flex gap-1">
          <Button variant="outline" size="sm" onClick={() => setPaused(!paused)} aria-pressed={paused}>
            {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {paused ? "Go on" : "Pause"}
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Wrap long lines"
            title="Wrap long lines"
            aria-pressed={wrap}
            onClick={() => setWrap(!wrap)}
          >
            <WrapText aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Save these lines"
            title="Save these lines"
            disabled={shown.length === 0}
            onClick={() => save(shown, application.slug)}
          >
            <ArrowDownToLine aria-hidden />
          </Button>
        </div>
      </div>
      {error && <InlineError error={error} className="m-3" />}
      {shown.length > 0 ? (
        <Lines lines={shown} wrap={wrap} showSource={components.length > 1} />
      ) : (
        <p className="px-4 py-12 text-center text-muted-foreground">
          {loading
            ? "Reading…"
            : needle && lines.length > 0
              ? `None of ${lines.length} lines has “${filter}”.`
              : "Nothing is written yet. Lines appear here as they are written."}
        </p>
      )}
    </Card>
  )
}
