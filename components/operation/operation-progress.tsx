"use client"

import type { OperationOut } from "@/lib/schemas/operation"
import { duration } from "../format/time"
import { cn } from "../ui/cn"
import { Progress } from "../ui/progress"
import { useNow } from "../ui/relative-time"
import { StateIcon } from "../ui/state-badge"

const words: Record<string, string> = {
  "snapshot.import": "Import snapshot",
  snapshot: "Take snapshot",
  restore: "Restore",
  provision: "Provision",
  create: "Provision",
  start: "Start",
  stop: "Stop",
  restart: "Restart",
  scale: "Change",
  apply: "Change",
  delete: "Delete",
  close: "Close",
}

/** "Start shop": what an operation does to what. Kinds are `application.start` or plain words. */
export function operationTitle({ kind, subject }: { kind: string; subject: { name: string } }): string {
  const verb = [kind, ...kind.split(/[.:_-]/)].find((part) => words[part] !== undefined)
  const title = verb ? words[verb] : kind.replaceAll(/[._-]/g, " ").replace(/^\w/, (letter) => letter.toUpperCase())
  return `${title} ${subject.name}`
}

/** For badges and icons: see "working" there. */
export const operationLook = (state: string): string => (state === "running" ? "working" : state)

type Step = OperationOut["steps"][number]
const stepTime = (step: Step, now: number): number =>
  Math.max(0, (step.endedAt ? Date.parse(step.endedAt) : now) - Date.parse(step.startedAt))

/** The step of the moment and how many are done. Steps are written as they begin, so the total is not known before the end. */
export function OperationProgress({ operation }: { operation: OperationOut }) {
  const now = useNow()
  const current = operation.steps.find((step) => step.state === "running") ?? operation.steps.at(-1)
  const ended = operation.steps.filter((step) => step.state !== "running" && step.state !== "queued").length
  const share = operation.steps.length === 0 ? undefined : (ended / operation.steps.length) * 100
  return (
    <div className="flex flex-col gap-1">
      <Progress label={operationTitle(operation)} {...(share !== undefined && share < 100 ? { value: share } : {})} />
      <p className="flex justify-between gap-3 text-muted-foreground text-xs">
        <span className="truncate">
          {current ? `${current.name}${current.detail ? `: ${current.detail}` : ""}` : "Waiting for a worker"}
        </span>
        {current && now > 0 && <span className="shrink-0 tabular">{duration(stepTime(current, now))}</span>}
      </p>
    </div>
  )
}

/** Every step with its state, what it did and how long it took. */
export function OperationSteps({ operation, className }: { operation: OperationOut; className?: string }) {
  const now = useNow()
  return (
    <div className={cn("flex flex-col gap-2", className)}>
      <ol className="flex flex-col gap-1.5">
        {operation.steps.map((step) => (
          <li key={step.position} className="flex items-start gap-2.5 text-compact">
            <StateIcon state={operationLook(step.state)} className="mt-0.5" />
            <span className="min-w-0 flex-1">
              <span className="sr-only">{step.state}: </span>
              {step.name}
              {step.detail && <span className="block break-words text-muted-foreground">{step.detail}</span>}
            </span>
            <span className="shrink-0 text-muted-foreground tabular">{now > 0 && duration(stepTime(step, now))}</span>
          </li>
        ))}
      </ol>
      {operation.steps.length === 0 && <p className="text-muted-foreground">Waiting for a worker to take it.</p>}
      {operation.error && (
        <p
          role="alert"
          className="rounded-md border border-state-failed/30 bg-state-failed/10 px-3 py-2 text-state-failed"
        >
          {operation.error.message}
        </p>
      )}
    </div>
  )
}
