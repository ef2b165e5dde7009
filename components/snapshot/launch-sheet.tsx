"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useForm } from "react-hook-form"
import { useTarget, type WhereAndName, WhereAndNameFields } from "../application/where-and-name"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { RelativeTime } from "../ui/relative-time"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import type { Snapshot } from "./use-undelete"

const schema = async () => {
  const { LaunchSnapshot } = await import("@/lib/schemas/snapshot")
  return LaunchSnapshot.pick({ title: true, name: true, vdcId: true })
}

/** Another application beside the first: to look at what was, or to go on from it. */
export default function LaunchSheet({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { tenant } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { application } = snapshot
  const form = useForm<WhereAndName>({
    defaultValues: {
      title: `${application.title}, ${snapshot.name}`.slice(0, 80),
      name: "",
      vdcId: vdc.id,
    },
    resolver: lazyResolver<WhereAndName>(schema),
  })
  const wanted = `${application.slug}-${snapshot.name}`.slice(0, 40).replace(/-$/, "")
  const { target, targets, application: there } = useTarget(form, () => wanted)
  const launch = useMutation(
    trpc.snapshots.launch.mutationOptions({
      onSuccess: async (_operation, { name }) => {
        toast.message(`${name} is being made of ${snapshot.name}.`)
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(there(name))
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
          onSubmit={form.handleSubmit((values) =>
            launch.mutate({ tenantId: tenant.id, snapshotId: snapshot.id, ...values }),
          )}
        >
          <SheetHeader>
            <SheetTitle>New application of {snapshot.name}</SheetTitle>
            <SheetDescription>
              Drawn and filled as {application.slug} was <RelativeTime at={snapshot.createdAt} />, in {target.name}. It
              costs what {application.slug} cost then; {application.slug} itself is not touched.
            </SheetDescription>
          </SheetHeader>
          <SheetBody className="flex flex-col gap-5">
            <WhereAndNameFields form={form} target={target} targets={targets} />
            <FormError form={form} />
          </SheetBody>
          <SheetFooter>
            <Button variant="outline" type="button" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" pending={launch.isPending || form.formState.isSubmitting}>
              Make and start
            </Button>
          </SheetFooter>
        </form>
      </SheetContent>
    </Sheet>
  )
}
