"use client"

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { TriangleAlert } from "lucide-react"
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react"
import type { Blueprint } from "@/lib/blueprint/document"
import type { PlanOut } from "@/lib/schemas/drawing"
import { useApplication } from "../application/application-context"
import { amountOfMicros } from "../format/money"
import { bytes, count, disk } from "../format/size"
import { useTenant } from "../frame/tenant"
import { apiErrorOf, useTRPC, useTRPCClient } from "../trpc"
import { Button } from "../ui/button"
import { ErrorState, InlineError } from "../ui/error-state"
import { Input } from "../ui/input"
import { SkeletonRows } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { useBoard, useDrawn } from "./board-context"
import { drawn } from "./board-state"
import { Problems } from "./problems-drawer"
import { useStoreValue } from "./store"
import { ToldList } from "./told-list"

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="flex min-w-0 flex-col gap-1.5">
    <h3 className="font-medium text-compact">{title}</h3>
    {children}
  </section>
)

const Paths = ({ paths }: { paths: readonly ReactNode[] }) => (
  <ul className="flex flex-col gap-0.5 text-compact">
    {paths.map((path, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
      <li key={at} className="break-words">
        {path}
      </li>
    ))}
  </ul>
)
const Path = ({ children }: { children: string }) => <span className="font-mono text-xs">{children}</span>

function Price({ plan: { hourlyMicrosBefore, hourlyMicrosAfter, currency } }: { plan: PlanOut }) {
  const difference = BigInt(hourlyMicrosAfter) - BigInt(hourlyMicrosBefore)
  return (
    <Part title="Price per hour, all of it running">
      <p className="text-compact tabular">
        {amountOfMicros(hourlyMicrosBefore, currency)} →{" "}
        <span className="font-semibold">
          {amountOfMicros(hourlyMicrosAfter, currency)} {currency}
        </span>
        {difference !== 0n && (
          <span className="text-muted-foreground">
            {" "}
            ({difference > 0n ? "+" : ""}
            {amountOfMicros(difference, currency)})
          </span>
        )}
      </p>
    </Part>
  )
}

function Instances({ plan: { added, removed, restarted } }: { plan: PlanOut }) {
  if (added.length + removed.length + restarted.length === 0) return null
  return (
    <>
      {added.length > 0 && (
        <Part title={`${count(added.length, "instance")} more`}>
          <Paths paths={added.map((path) => <Path key={path}>{path}</Path>)} />
        </Part>
      )}
      {removed.length > 0 && (
        <Part title={`${count(removed.length, "instance")} removed`}>
          <Paths paths={removed.map((path) => <Path key={path}>{path}</Path>)} />
        </Part>
      )}
      {restarted.length > 0 && (
        <Part title={`${count(restarted.length, "instance")} restarted`}>
          <Paths
            paths={restarted.map(({ path, why }) => (
              <span key={path}>
                <Path>{path}</Path> <span className="text-muted-foreground">{why}</span>
              </span>
            ))}
          />
        </Part>
      )}
    </>
  )
}

function Volumes({ plan: { volumesCreated, volumesOrphaned, trashDays } }: { plan: PlanOut }) {
  return (
    <>
      {volumesCreated.length > 0 && (
        <Part title={`${count(volumesCreated.length, "volume")} created`}>
          <Paths
            paths={volumesCreated.map(({ path, sizeGib, mirrored }) => (
              <span key={path}>
                <Path>{path}</Path>{" "}
                <span className="text-muted-foreground">
                  {disk(sizeGib)}
                  {mirrored && ", mirrored"}
                </span>
              </span>
            ))}
          />
        </Part>
      )}
      {volumesOrphaned.length > 0 && (
        <section className="rounded-md border border-state-degraded/40 bg-state-degraded/8 px-3 py-2">
          <h3 className="flex items-center gap-1.5 font-medium text-compact text-state-degraded">
            <TriangleAlert className="size-4" aria-hidden />
            {count(volumesOrphaned.length, "volume")} to the trash
          </h3>
          <Paths
            paths={volumesOrphaned.map(({ path, sizeGib, usedBytes }) => (
              <span key={path}>
                <Path>{path}</Path>{" "}
                <span className="text-muted-foreground">
                  {disk(sizeGib)}, {bytes(usedBytes)} used
                </span>
              </span>
            ))}
          />
          <p className="pt-1 text-compact">Nothing drawn holds them. They can be taken back for {trashDays} days.</p>
        </section>
      )}
    </>
  )
}

const Misfits = ({ misfits, isRunning }: { misfits: readonly string[]; isRunning: boolean }) =>
  misfits.length === 0 ? null : (
    <section role="alert" className="rounded-md border border-state-degraded/40 bg-state-degraded/8 px-3 py-2">
      <h3 className="font-medium text-compact text-state-degraded">Does not fit</h3>
      <ul className="list-disc pl-5 text-compact">
        {misfits.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {!isRunning && (
        <p className="pt-1 text-compact">It can be applied all the same while the application is stopped.</p>
      )}
    </section>
  )

/** The plan of what is drawn now, once it is saved. */
function usePlan() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const { keeper, canEdit, state } = useBoard()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const drawing = useDrawn()
  const { phase, version, baseRevision } = useStoreValue(keeper.status, (each) => each)
  useEffect(() => {
    // Drawn while the plan is open: planned again as soon as it is saved.
    if (drawn(state.get()) === drawing && phase === "unsaved") void keeper.flush()
  }, [keeper, state, drawing, phase])
  const target = { tenantId: tenant.id, applicationId: application.id }
  const plan = useQuery({
    // The server plans the draft it has: these tell one from the next.
    queryKey: [...trpc.applications.plan.queryKey(target), version, baseRevision, application.revision.number],
    queryFn: () => client.applications.plan.query(target),
    enabled: phase === "saved" || !canEdit,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return { plan, phase, baseRevision, isStale: (canEdit && phase !== "saved") || plan.isPlaceholderData }
}

function useApply(applied: RefObject<Blueprint | null>, onDone: () => void) {
  const { keeper, state } = useBoard()
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const { tenant } = useTenant()
  const { application } = useApplication()
  const target = { tenantId: tenant.id, applicationId: application.id }
  return useMutation(
    trpc.applications.applyDrawing.mutationOptions({
      onSuccess: async () => {
        onDone()
        toast.success("Applied. Follow it on the shapes.")
        const draft = await api.applications.draft.query(target)
        // What is drawn is what is wanted now; the steps before it can still be undone, and applied again.
        keeper.adopt(applied.current ?? drawn(state.get()), {
          version: draft.version,
          baseRevision: draft.baseRevision,
        })
        await client.invalidateQueries(trpc.applications.pathFilter())
        await client.invalidateQueries(trpc.operations.pathFilter())
      },
      onError: async (error) => {
        // Another revision came first: the bar says so as soon as it is known which.
        if (apiErrorOf(error).code === "conflict") await client.invalidateQueries(trpc.applications.pathFilter())
      },
    }),
  )
}

function ApplyForm({
  plan,
  baseRevision,
  isStale,
  onDone,
}: {
  plan: PlanOut
  baseRevision: number
  isStale: boolean
  onDone: () => void
}) {
  const id = useId()
  const { keeper, state } = useBoard()
  const { tenant } = useTenant()
  const { application } = useApplication()
  const [message, setMessage] = useState("")
  // Somebody may go on drawing while it is applied: that is not part of it.
  const applied = useRef<Blueprint | null>(null)
  const apply = useApply(applied, onDone)
  const isStopped = application.wanted === "stopped"
  const send = async (start: boolean) => {
    if (!(await keeper.flush())) return toast.error("Your changes are not saved yet. Save them first, then apply.")
    applied.current = drawn(state.get())
    apply.mutate({ tenantId: tenant.id, applicationId: application.id, baseRevision, message, start })
  }
  const isBlocked = isStale || plan.problems.length > 0 || plan.currentRevision !== baseRevision
  return (
    <div className="flex flex-col gap-2">
      <InlineError error={apply.error} />
      <label htmlFor={id} className="text-compact">
        Message
      </label>
      <Input
        id={id}
        maxLength={200}
        className="h-8 text-compact"
        placeholder="What this revision is for"
        value={message}
        onChange={(event) => setMessage(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        {isStopped && (
          <Button
            disabled={isBlocked || plan.misfits.length > 0}
            pending={apply.isPending}
            onClick={() => void send(true)}
          >
            Apply and start
          </Button>
        )}
        <Button
          variant={isStopped ? "outline" : "default"}
          disabled={isBlocked || !plan.isApplicable}
          pending={apply.isPending}
          onClick={() => void send(false)}
        >
          Apply
        </Button>
      </div>
      {plan.currentRevision !== baseRevision && (
        <p className="text-compact text-muted-foreground">
          Revision {plan.currentRevision} was applied meanwhile: bring your changes onto it first.
        </p>
      )}
    </div>
  )
}

/** What applying the drawing would do, and the button that does it. */
export function PlanPanel({ onDone }: { onDone: () => void }) {
  const { canEdit } = useBoard()
  const { application } = useApplication()
  const { plan, phase, baseRevision, isStale } = usePlan()
  if (plan.error && !plan.data)
    return <ErrorState error={plan.error} title="No plan yet" onRetry={() => void plan.refetch()} className="py-4" />
  if (!plan.data)
    return phase === "failed" || phase === "conflict" ? (
      <p className="p-3 text-compact">The draft is not saved yet, and cannot be planned before it is.</p>
    ) : (
      <SkeletonRows rows={3} />
    )
  const { data } = plan
  return (
    <div className={isStale ? "opacity-60 transition-opacity" : "transition-opacity"} aria-busy={isStale}>
      <div className="grid gap-x-6 gap-y-4 p-3 md:grid-cols-2 xl:grid-cols-[1.2fr_1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {data.problems.length > 0 && (
            <Part title={`${count(data.problems.length, "problem")} to solve first`}>
              <Problems problems={data.problems} />
            </Part>
          )}
          <Part title="Changes">
            <ToldList told={data.changes} empty="None to what runs. Applying keeps the picture as it is drawn now." />
          </Part>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Instances plan={data} />
          <Volumes plan={data} />
          <Misfits misfits={data.misfits} isRunning={application.wanted === "running"} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Price plan={data} />
          {canEdit && <ApplyForm plan={data} baseRevision={baseRevision} isStale={isStale} onDone={onDone} />}
        </div>
      </div>
    </div>
  )
}
