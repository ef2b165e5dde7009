"use client"

import { Check, X } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { cn } from "../ui/cn"
import { doneSteps, type Facts, type StepKey } from "./first-steps"
import { markStep, useMarkedSteps } from "./marked-steps"

type Step = { key: StepKey; title: string; text: string; href: string; act: string; external?: boolean }

/** Where each step is done, from the first VDC and application of the company. */
export type Places = { vdc: string | null; application: string | null; url: string | null; volumes: string | null }

function stepsOf(to: (path?: string) => string, places: Places): Step[] {
  const vdc = places.vdc ?? to("/vdc/new")
  const application = places.application ?? `${vdc}/applications/new`
  return [
    {
      key: "vdc",
      title: "Choose a data center",
      text: "Nodes that belong to you alone, in seconds.",
      href: to("/vdc/new"),
      act: "Choose",
    },
    {
      key: "application",
      title: "Choose a template",
      text: "A real application, sized and priced before it is made.",
      href: `${vdc}/applications/new`,
      act: "Choose",
    },
    {
      key: "running",
      title: "Watch it start",
      text: "Component by component, in start order, with its log.",
      href: application,
      act: "Watch",
    },
    {
      key: "open",
      title: "Open it",
      text: "It answers at an address of its own.",
      href: places.url ?? application,
      act: "Open",
      external: places.url !== null,
    },
    {
      key: "upload",
      title: "Upload a page",
      text: "Drop a file into its volume: every web server serves it at once.",
      href: places.volumes ?? `${vdc}/volumes`,
      act: "Upload",
    },
    {
      key: "loss",
      title: "Lose a node on purpose",
      text: "Ask the provider for a power-off drill, and watch what ran there start elsewhere.",
      href: `${vdc}/nodes`,
      act: "See nodes",
    },
    {
      key: "cost",
      title: "See what it cost so far",
      text: "Every line says why, down to the interval.",
      href: to("/billing"),
      act: "See cost",
    },
  ]
}

/** The first use as a path: each step is the real thing, is ticked when it happened and can be skipped. */
export function FirstPath({ facts, places }: { facts: Omit<Facts, "marked">; places: Places }) {
  const { tenant, to } = useTenant()
  const marked = useMarkedSteps(tenant.id)
  const done = doneSteps({ ...facts, marked })
  const steps = stepsOf(to, places)
  const left = steps.filter((step) => !done[step.key])
  if (marked.includes("hidden") || left.length === 0) return null
  const current = left[0]?.key
  return (
    <Card aria-label="First steps" className="overflow-hidden">
      <CardHeader>
        <CardTitle>First steps</CardTitle>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Hide first steps"
          onClick={() => markStep(tenant.id, "hidden")}
        >
          <X aria-hidden />
        </Button>
        <CardDescription>
          {steps.length - left.length} of {steps.length} done. Each is the real thing; skip what you know.
        </CardDescription>
      </CardHeader>
      <ol className="grid gap-px border-t bg-border sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step, at) => {
          const ticked = done[step.key]
          const now = step.key === current
          return (
            <li
              key={step.key}
              className={cn("flex gap-3 bg-card p-4 last:sm:col-span-2", !now && !ticked && "text-muted-foreground")}
            >
              <span
                className={cn(
                  "mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full border text-xs tabular",
                  ticked && "border-state-running bg-state-running text-card",
                  now && "border-primary text-primary",
                )}
              >
                {ticked ? <Check className="size-3.5" aria-label="done" /> : at + 1}
              </span>
              <div className="min-w-0">
                <p className={cn("font-medium", ticked && "text-muted-foreground")}>{step.title}</p>
                {!ticked && <p className="text-compact text-muted-foreground">{step.text}</p>}
                {now && (
                  <div className="mt-2 flex items-center gap-3">
                    <Button asChild size="sm" onClick={() => step.key !== "vdc" && markLater(tenant.id, step.key)}>
                      {step.external ? (
                        <a href={step.href} target="_blank" rel="noreferrer">
                          {step.act}
                        </a>
                      ) : (
                        <Link href={step.href}>{step.act}</Link>
                      )}
                    </Button>
                    <Button
                      variant="link"
                      className="text-muted-foreground"
                      onClick={() => markStep(tenant.id, step.key)}
                    >
                      Skip
                    </Button>
                  </div>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

/** Steps the portal cannot see happen count as done once one has gone there. */
const markLater = (tenantId: string, step: StepKey): void => {
  if (step === "open" || step === "cost") markStep(tenantId, step)
}
