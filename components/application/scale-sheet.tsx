"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { decimal, minorDigits } from "../format/money"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { ErrorState, InlineError } from "../ui/error-state"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { SkeletonRows } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { useApplication } from "./application-context"
import { ComponentSizesForm } from "./component-sizes"
import { hourlyOf } from "./price-difference"
import { overrides, type SizesByComponent, sizesOf } from "./size-steps"

const signed = (micros: bigint, currency: string): string =>
  `${micros > 0n ? "+" : ""}${decimal(micros, 6 + minorDigits(currency), 6)} ${currency}`

function usePriceDifference(sizes: SizesByComponent, base: SizesByComponent) {
  const { application } = useApplication()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const centers = useQuery(trpc.dataCenters.list.queryOptions({}))
  const rates = centers.data?.items.find((each) => each.id === vdc.dataCenter.id)?.rates
  if (!rates) return null
  return hourlyOf(application.blueprint, sizes, rates) - hourlyOf(application.blueprint, base, rates)
}

/** Counts and sizes of the application's components: changed here, applied together. */
export default function ScaleSheet({ onClose }: { onClose: () => void }) {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const client = useQueryClient()
  const base = useMemo(() => sizesOf(application.blueprint), [application.blueprint])
  const [sizes, setSizes] = useState<SizesByComponent>(base)
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const difference = usePriceDifference(sizes, base)
  const changed = overrides(sizes, base)
  const names = Object.keys(changed)
  const scale = useMutation(
    trpc.applications.scale.mutationOptions({
      onSuccess: async () => {
        toast.message(`Applying to ${names.join(", ")}. Follow it on this page.`)
        onClose()
        await client.invalidateQueries(trpc.applications.pathFilter())
        await client.invalidateQueries(trpc.operations.pathFilter())
      },
    }),
  )
  const restarts = names.filter(
    (name) => changed[name]?.cpuMillis !== undefined || changed[name]?.memoryMib !== undefined,
  )
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="max-w-lg">
        <SheetHeader>
          <SheetTitle>Change sizes</SheetTitle>
          <SheetDescription>Nothing changes until you apply. Volumes can grow, not shrink.</SheetDescription>
        </SheetHeader>
        <SheetBody>
          {classes.error && !classes.data ? (
            <ErrorState error={classes.error} onRetry={() => void classes.refetch()} />
          ) : classes.data ? (
            <ComponentSizesForm
              blueprint={application.blueprint}
              classes={classes.data.items}
              sizes={sizes}
              volume="existing"
              onChange={setSizes}
            />
          ) : (
            <SkeletonRows rows={5} />
          )}
          <InlineError error={scale.error} />
        </SheetBody>
        <SheetFooter className="justify-between">
          <p aria-live="polite" className="text-compact text-muted-foreground">
            {names.length === 0
              ? "Nothing changed yet."
              : `${names.join(", ")}${difference === null ? "" : `: ${signed(difference, application.currency)} per hour`}.`}
            {restarts.length > 0 && <span className="block">{restarts.join(", ")} restart with the new size.</span>}
          </p>
          <div className="flex gap-2">
            <Button variant="outline" onClick={() => setSizes(base)} disabled={names.length === 0}>
              Reset
            </Button>
            <Button
              disabled={names.length === 0}
              pending={scale.isPending}
              onClick={() =>
                scale.mutate({ tenantId: tenant.id, applicationId: application.id, components: changed, message: "" })
              }
            >
              Apply
            </Button>
          </div>
        </SheetFooter>
      </SheetContent>
    </Sheet>
  )
}
