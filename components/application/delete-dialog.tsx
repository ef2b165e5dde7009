"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { bytes, count, listed } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "../ui/alert-dialog"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"
import { FieldShell } from "../ui/field"
import { Input } from "../ui/input"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { useApplication } from "./application-context"

/** Names what goes and what is kept, and until when. The application itself does not come back, so its name is typed. */
export default function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { tenant } = useTenant()
  const { at } = useVdc()
  const { application } = useApplication()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const [typed, setTyped] = useState("")
  const volumes = useQuery(
    trpc.volumes.list.queryOptions({ tenantId: tenant.id, applicationId: application.id, limit: 100 }),
  )
  const snapshots = useQuery(
    trpc.snapshots.list.queryOptions({ tenantId: tenant.id, applicationId: application.id, limit: 100 }),
  )
  const kept = snapshots.data?.items.map((each) => each.name) ?? []
  const remove = useMutation(
    trpc.applications.delete.mutationOptions({
      onSuccess: async () => {
        toast.message(`${application.title} is being deleted. Its volumes are in the trash for 7 days.`)
        router.push(at("/applications"))
        await client.invalidateQueries(trpc.operations.pathFilter())
      },
    }),
  )
  return (
    <AlertDialog open onOpenChange={(open) => !open && onClose()}>
      <AlertDialogContent>
        <AlertDialogHeader>
          <AlertDialogTitle>Delete {application.title}?</AlertDialogTitle>
          <AlertDialogDescription>This cannot be undone, except for the volumes.</AlertDialogDescription>
        </AlertDialogHeader>
        <dl className="flex flex-col gap-3">
          <div>
            <dt className="font-medium">Goes now</dt>
            <dd className="text-muted-foreground">
              {count(application.instances.length, "component")}:{" "}
              {application.instances.map((each) => each.path.split(".").at(-1)).join(", ")}. The drawing and its address
              {application.url ? ` ${application.url}` : ""}.
            </dd>
          </div>
          <div>
            <dt className="font-medium">Is kept in the trash for 7 days</dt>
            <dd className="text-muted-foreground">
              {volumes.data
                ? volumes.data.items.length === 0
                  ? "No volume: this application has none."
                  : volumes.data.items.map((each) => `${each.path} (${bytes(each.usedBytes)})`).join(", ")
                : "Its data volumes."}
            </dd>
          </div>
          {kept.length > 0 && (
            <div>
              <dt className="font-medium">Is kept until you delete it</dt>
              <dd className="text-muted-foreground">
                {count(kept.length, "snapshot")}: {listed(kept)}. Another application can be made of each.
              </dd>
            </div>
          )}
        </dl>
        <FieldShell label={`Type ${application.slug} to confirm`}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </FieldShell>
        <InlineError error={remove.error} />
        <AlertDialogFooter>
          <AlertDialogCancel>Keep it</AlertDialogCancel>
          <Button
            variant="destructive"
            disabled={typed !== application.slug}
            pending={remove.isPending}
            onClick={() => remove.mutate({ tenantId: tenant.id, applicationId: application.id })}
          >
            Delete application
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
