"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { moneyOfMinor } from "../../format/money"
import { utc } from "../../format/time"
import { type ApiOutputs, useTRPC } from "../../trpc"
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "../../ui/alert-dialog"
import { Button } from "../../ui/button"
import { InlineError } from "../../ui/error-state"
import { toast } from "../../ui/toaster"

export type Period = ApiOutputs["provider"]["periods"]["list"]["items"][number]

/** Closes a company's current period at this moment: makes the invoice, which nothing changes any more. */
export function ClosePeriodDialog({ period }: { period: Period }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const close = useMutation(
    trpc.provider.periods.close.mutationOptions({
      onSuccess: async (closed) => {
        await client.invalidateQueries(trpc.provider.periods.pathFilter())
        toast.success(
          `Invoice ${closed.invoiceNumber ?? ""} for ${period.tenant}: ${moneyOfMinor(closed.totalMinor, closed.currency)}.`,
        )
        setOpen(false)
      },
    }),
  )
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button variant="outline" size="sm" aria-label={`Close the period of ${period.tenant}`}>
          Close now
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Close the period of {period.tenant}?</AlertDialogTitle>
          <AlertDialogDescription asChild>
            <div className="flex flex-col gap-2">
              <p>
                It began on {utc(new Date(period.periodStart))} and would end on {utc(new Date(period.periodEnd))}.
                Closed now, it ends at this moment and the next one begins.
              </p>
              <p>
                The invoice over about{" "}
                <strong className="text-foreground">{moneyOfMinor(period.totalMinor, period.currency)}</strong> gets its
                number and is final: what is wrong is corrected by a credit note, not by changing it.
              </p>
            </div>
          </AlertDialogDescription>
        </AlertDialogHeader>
        <InlineError error={close.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it open</AlertDialogCancel>
          <Button
            pending={close.isPending}
            onClick={() => close.mutate({ tenantId: period.tenantId, periodStart: period.periodStart })}
          >
            Close and invoice
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
