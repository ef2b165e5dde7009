"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useForm } from "react-hook-form"
import { count, disk } from "../format/size"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { useApplication } from "./application-context"
import { QuotePanel } from "./quote-panel"
import { useTarget, type WhereAndName, WhereAndNameFields } from "./where-and-name"

type Copied = ApiOutputs["applications"]["copyPreview"]["volumes"]

const schema = async () => {
  const { CopyApplication } = await import("@/lib/schemas/application")
  return CopyApplication.pick({ title: true, name: true, vdcId: true })
}

/** Two names to start from: a copy of `shop` beside it is `shop-copy`, and `shop` elsewhere. */
function useCopyForm() {
  const { vdc } = useVdc()
  const { application } = useApplication()
  const form = useForm<WhereAndName>({
    defaultValues: { title: `Copy of ${application.title}`, name: "", vdcId: vdc.id },
    resolver: lazyResolver<WhereAndName>(schema),
  })
  const target = useTarget(form, (isHere) => (isHere ? `${application.slug}-copy` : application.slug))
  return { form, ...target }
}

/** Another application like this one, made while it runs: what it would hold and cost is shown before. */
export default function CopySheet({ onClose }: { onClose: () => void }) {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { form, target, targets, application: there } = useCopyForm()
  const source = { tenantId: tenant.id, applicationId: application.id }
  const preview = useQuery(trpc.applications.copyPreview.queryOptions({ ...source, vdcId: target.id }))
  const copy = useMutation(
    trpc.applications.copy.mutationOptions({
      onSuccess: async (_operation, { name }) => {
        toast.message(`${application.title} is being copied. It goes on meanwhile.`)
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
          onSubmit={form.handleSubmit((values) => copy.mutate({ ...source, ...values }))}
        >
          <SheetHeader>
            <SheetTitle>Copy {application.title}</SheetTitle>
            <SheetDescription>
              The same components with copies of its volumes, in {target.name}. {application.title} is not stopped for
              it.
            </SheetDescription>
          </SheetHeader>
          <SheetBody className="flex flex-col gap-5">
            <WhereAndNameFields form={form} target={target} targets={targets} />
            {preview.data && <CopiedVolumes volumes={preview.data.volumes} />}
            <QuotePanel
              quote={preview.data}
              error={preview.data ? null : preview.error}
              stale={false}
              onRetry={() => void preview.refetch()}
            />
            <FormError form={form} />
          </SheetBody>
          <SheetFooter>
            <Button variant="outline" type="button" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              pending={copy.isPending || form.formState.isSubmitting}
              disabled={preview.data?.fits !== true}
            >
              Copy and start
            </Button>
          </SheetFooter>
        </form>
      </SheetContent>
    </Sheet>
  )
}

/** Each volume is taken by itself while programs write: what that means for the copy is said. */
function CopiedVolumes({ volumes }: { volumes: Copied }) {
  if (volumes.length === 0)
    return <p className="text-muted-foreground">It has no volumes: nothing is copied but the drawing.</p>
  return (
    <section aria-label="Volumes that are copied" className="flex flex-col gap-1.5">
      <h3 className="font-medium">{count(volumes.length, "volume")} copied</h3>
      <ul className="text-muted-foreground">
        {volumes.map((volume) => (
          <li key={volume.path} className="flex justify-between gap-4">
            <span className="min-w-0 truncate">{volume.path}</span>
            <span className="shrink-0 tabular">
              {disk(volume.sizeGib)}
              {volume.mirrored && ", mirrored"}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-muted-foreground text-xs">
        Each is as it was at one instant, not all at the same one. Databases recover as they do after a power cut: what
        was committed is there.
      </p>
    </section>
  )
}
