"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { CircleCheck, TriangleAlert } from "lucide-react"
import { useForm } from "react-hook-form"
import { amountOfMicros, amountOfMinor } from "../format/money"
import { bytes, disk } from "../format/size"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { ErrorState } from "../ui/error-state"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { Skeleton } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import type { Taken } from "./take-snapshot"

type Values = { name: string; note: string }
type Preview = ApiOutputs["snapshots"]["preview"]

const schema = async () => {
  const { CreateSnapshot } = await import("@/lib/schemas/snapshot")
  return CreateSnapshot.pick({ name: true, note: true })
}

/** `at-2026-11-28-1405`, in the time of whoever takes it. */
function nameOfNow(now: Date): string {
  const two = (n: number) => String(n).padStart(2, "0")
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return `at-${day}-${two(now.getHours())}${two(now.getMinutes())}`
}

export default function TakeSheet({ application, onClose }: { application: Taken; onClose: () => void }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const of = { tenantId: tenant.id, applicationId: application.id }
  const preview = useQuery(trpc.snapshots.preview.queryOptions(of))
  const form = useForm<Values>({
    defaultValues: { name: nameOfNow(new Date()), note: "" },
    resolver: lazyResolver<Values>(schema),
  })
  const take = useMutation(
    trpc.snapshots.create.mutationOptions({
      onSuccess: async (_operation, { name }) => {
        toast.message(`${name} is being taken. ${application.title} goes on meanwhile.`)
        onClose()
        await client.invalidateQueries(trpc.snapshots.pathFilter())
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="max-w-lg">
        <form
          className="contents"
          noValidate
          onSubmit={form.handleSubmit((values) => take.mutate({ ...of, ...values }))}
        >
          <SheetHeader>
            <SheetTitle>Take a snapshot of {application.title}</SheetTitle>
            <SheetDescription>It keeps what the volumes hold and how it is drawn. Nothing is stopped.</SheetDescription>
          </SheetHeader>
          <SheetBody className="flex flex-col gap-5">
            <Field form={form} name="name" label="Name" autoComplete="off" spellCheck={false} />
            <Field
              form={form}
              name="note"
              label="Note (optional)"
              autoComplete="off"
              help="What comes after it, say."
            />
            {preview.error && !preview.data ? (
              <ErrorState error={preview.error} title="No price yet" onRetry={() => void preview.refetch()} />
            ) : (
              <PreviewPanel preview={preview.data} />
            )}
            <FormError form={form} />
          </SheetBody>
          <SheetFooter>
            <Button variant="outline" type="button" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              pending={take.isPending || form.formState.isSubmitting}
              disabled={preview.data?.fits !== true}
            >
              Take snapshot
            </Button>
          </SheetFooter>
        </form>
      </SheetContent>
    </Sheet>
  )
}

/** What is kept, what that costs, and whether there is room. */
function PreviewPanel({ preview }: { preview: Preview | undefined }) {
  if (!preview) return <Skeleton className="h-32 w-full" />
  const { currency } = preview
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <div>
          <dt className="text-muted-foreground text-xs">Per hour, as long as it is kept</dt>
          <dd className="font-semibold text-lg tabular">
            {amountOfMicros(preview.hourlyMicros, currency)} {currency}
          </dd>
        </div>
        <div>
          <dt className="text-muted-foreground text-xs">Per month of 730 hours</dt>
          <dd className="font-semibold text-lg tabular">
            {amountOfMinor(preview.monthlyMinor, currency)} {currency}
          </dd>
        </div>
      </dl>
      <ul className="text-muted-foreground">
        {preview.volumes.map((volume) => (
          <li key={volume.path} className="flex justify-between gap-4">
            <span className="min-w-0 truncate">{volume.path}</span>
            <span className="shrink-0 tabular">
              {bytes(volume.usedBytes)} of {disk(volume.sizeGib)}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-muted-foreground text-xs">
        Each volume is kept as it was at one instant, not all at the same one. Databases recover as they do after a
        power cut: what was committed is there.
      </p>
      {preview.problem === null ? (
        <p className="flex items-center gap-2 text-state-running">
          <CircleCheck className="size-4 shrink-0" aria-hidden />
          There is room for it.
        </p>
      ) : (
        <p
          role="alert"
          className="flex gap-2 rounded-md border border-state-degraded/30 bg-state-degraded/10 px-3 py-2"
        >
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-state-degraded" aria-hidden />
          {preview.problem}
        </p>
      )}
    </div>
  )
}
