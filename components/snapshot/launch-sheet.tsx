"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useForm } from "react-hook-form"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { RelativeTime } from "../ui/relative-time"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import type { Snapshot } from "./use-undelete"

type Values = { title: string; name: string }

const schema = async () => {
  const { LaunchSnapshot } = await import("@/lib/schemas/snapshot")
  return LaunchSnapshot.pick({ title: true, name: true })
}

/** Another application beside the first: to look at what was, or to go on from it. */
export default function LaunchSheet({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { tenant } = useTenant()
  const { at, vdc } = useVdc()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { application } = snapshot
  const form = useForm<Values>({
    defaultValues: {
      title: `${application.title}, ${snapshot.name}`.slice(0, 80),
      name: `${application.slug}-${snapshot.name}`.slice(0, 40).replace(/-$/, ""),
    },
    resolver: lazyResolver<Values>(schema),
  })
  const launch = useMutation(
    trpc.snapshots.launch.mutationOptions({
      onSuccess: async (_operation, { name }) => {
        toast.message(`${name} is being made of ${snapshot.name}.`)
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(at(`/applications/${name}`))
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const name = form.watch("name")
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
              Drawn and filled as {application.slug} was <RelativeTime at={snapshot.createdAt} />, in {vdc.name}. It
              costs what {application.slug} cost then; {application.slug} itself is not touched.
            </SheetDescription>
          </SheetHeader>
          <SheetBody className="flex flex-col gap-5">
            <Field form={form} name="title" label="Name" autoComplete="off" />
            <Field
              form={form}
              name="name"
              label="Address"
              autoComplete="off"
              spellCheck={false}
              help={`It answers at ${name || "name"}.${vdc.slug}.`}
            />
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
