"use client"

import { useQueryClient } from "@tanstack/react-query"
import { FileArchive } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { useForm } from "react-hook-form"
import type { ArchiveManifest } from "@/lib/schemas/archive"
import { sendFile } from "../file-sending"
import { bytes, disk } from "../format/size"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { applyApiError, Field, FormError } from "../ui/field"
import { FileInput } from "../ui/input"
import { lazyResolver } from "../ui/lazy-resolver"
import { Progress } from "../ui/progress"
import { RelativeTime } from "../ui/relative-time"
import { Sheet, SheetBody, SheetContent, SheetDescription, SheetFooter, SheetHeader, SheetTitle } from "../ui/sheet"
import { useVdc } from "../vdc/vdc-context"
import { manifestOf } from "./archive-manifest"

type Values = { archive: string; name: string; note: string }
type Chosen = { file: File; manifest: ArchiveManifest | null }

const schema = async () => {
  const [{ z }, { ImportArchive }] = await Promise.all([import("zod"), import("@/lib/schemas/archive")])
  return ImportArchive.pick({ name: true, note: true }).extend({ archive: z.string().min(1, "Choose a file.") })
}

/** Sends an archive to the nodes of this VDC: it becomes a snapshot, to make applications of. */
export default function ImportSheet({ onClose }: { onClose: () => void }) {
  const { tenant } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [share, setShare] = useState<number | null>(null)
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])
  const form = useForm<Values>({
    defaultValues: { archive: "", name: "", note: "" },
    resolver: lazyResolver<Values>(schema),
  })

  async function choose(file: File | undefined) {
    const manifest = file ? await manifestOf(file) : null
    setChosen(file ? { file, manifest } : null)
    form.setValue("archive", file?.name ?? "", { shouldValidate: form.formState.isSubmitted })
    if (!manifest) return
    form.setValue("name", manifest.snapshot.name, { shouldValidate: form.formState.isSubmitted })
    form.setValue("note", manifest.snapshot.note)
  }

  async function send({ name, note }: Values) {
    if (!chosen) return
    stop.current = new AbortController()
    const query = new URLSearchParams({ tenantId: tenant.id, name, note })
    setShare(0)
    try {
      await sendFile("POST", `/api/v1/vdcs/${vdc.id}/archive?${query}`, chosen.file, setShare, stop.current.signal)
      onClose()
    } catch (error) {
      if (!stop.current.signal.aborted) applyApiError(form, error)
    } finally {
      setShare(null)
      await client.invalidateQueries(trpc.snapshots.pathFilter())
    }
  }
  const sending = share !== null

  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent className="max-w-lg">
        <form className="contents" noValidate onSubmit={form.handleSubmit(send)}>
          <SheetHeader>
            <SheetTitle>Import a snapshot</SheetTitle>
            <SheetDescription>
              An archive that was downloaded here or from another Gridline. It is kept in {vdc.name} as a snapshot, and
              costs what one costs.
            </SheetDescription>
          </SheetHeader>
          <SheetBody className="flex flex-col gap-5">
            <Field form={form} name="archive" label="Archive">
              {(control) => (
                <FileInput
                  {...control}
                  accept=".tar,application/x-tar"
                  disabled={sending}
                  onChange={(event) => void choose(event.target.files?.[0])}
                />
              )}
            </Field>
            {chosen && <ArchiveFacts chosen={chosen} />}
            <Field form={form} name="name" label="Name" autoComplete="off" spellCheck={false} disabled={sending} />
            <Field form={form} name="note" label="Note (optional)" autoComplete="off" disabled={sending} />
            {sending && (
              <div className="flex flex-col gap-1.5">
                <Progress label="Sending the archive" value={share * 100} />
                <p className="text-compact text-muted-foreground" aria-live="polite">
                  {share < 1
                    ? `${Math.floor(share * 100)} % sent. Keep this open until it is done.`
                    : "Written to disk…"}
                </p>
              </div>
            )}
            <FormError form={form} />
          </SheetBody>
          <SheetFooter>
            <Button variant="outline" type="button" onClick={onClose}>
              {sending ? "Stop" : "Cancel"}
            </Button>
            <Button type="submit" pending={sending || form.formState.isSubmitting}>
              Import
            </Button>
          </SheetFooter>
        </form>
      </SheetContent>
    </Sheet>
  )
}

/** What is in it, before anything is sent. */
function ArchiveFacts({ chosen: { file, manifest } }: { chosen: Chosen }) {
  if (!manifest)
    return (
      <p className="text-compact text-muted-foreground">
        {file.name} ({bytes(file.size)}) does not begin as an archive of Gridline does. It can be sent all the same, and
        is looked at as it arrives.
      </p>
    )
  return (
    <div className="flex gap-3 rounded-md border px-3 py-2">
      <FileArchive className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium">
          {manifest.application.title}, {bytes(file.size)}
        </p>
        <p className="text-compact text-muted-foreground">
          Taken <RelativeTime at={manifest.snapshot.takenAt} />
        </p>
        <ul className="mt-1 text-muted-foreground text-xs">
          {manifest.volumes.map((volume) => (
            <li key={volume.folder} className="flex justify-between gap-4">
              <span className="truncate">
                {volume.component}[{volume.index}].{volume.name}
              </span>
              <span className="shrink-0 tabular">{disk(volume.sizeGib)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
