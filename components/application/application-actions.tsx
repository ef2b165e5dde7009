"use client"

import { useMutation } from "@tanstack/react-query"
import { Copy, Ellipsis, ExternalLink, Play, RotateCw, SlidersHorizontal, Square, Trash2 } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { LazyMenu } from "../ui/lazy-menu"
import { useApplication } from "./application-context"
import { useActed } from "./use-acted"

const ScaleSheet = dynamic(() => import("./scale-sheet"), { ssr: false })
const CopySheet = dynamic(() => import("./copy-sheet"), { ssr: false })
const StopDialog = dynamic(() => import("./stop-dialog"), { ssr: false })
const DeleteDialog = dynamic(() => import("./delete-dialog"), { ssr: false })

export type ApplicationAct = "start" | "stop" | "restart"

/** Start, stop and restart of the page's application. */
export function useApplicationActs() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const options = useActed()
  const acts = {
    start: useMutation(trpc.applications.start.mutationOptions(options)),
    stop: useMutation(trpc.applications.stop.mutationOptions(options)),
    restart: useMutation(trpc.applications.restart.mutationOptions(options)),
  }
  return {
    run: (act: ApplicationAct) => acts[act].mutate({ tenantId: tenant.id, applicationId: application.id }),
    pending: Object.values(acts).some((act) => act.isPending),
  }
}

/** What can be done with the application as a whole. */
export function ApplicationActions() {
  const { application } = useApplication()
  const { can } = useTenant()
  const { run, pending } = useApplicationActs()
  const [open, setOpen] = useState<"scale" | "copy" | "stop" | "delete" | null>(null)
  const stopped = application.wanted === "stopped"
  const close = () => setOpen(null)
  return (
    <>
      {application.url && !stopped && (
        <Button asChild variant={application.state === "running" ? "default" : "outline"}>
          <a href={application.url} target="_blank" rel="noreferrer">
            Open
            <ExternalLink aria-hidden />
          </a>
        </Button>
      )}
      {can("application:control") &&
        (stopped ? (
          <Button onClick={() => run("start")} pending={pending}>
            <Play aria-hidden />
            Start
          </Button>
        ) : (
          <Button variant="outline" onClick={() => setOpen("stop")} pending={pending}>
            <Square aria-hidden />
            Stop
          </Button>
        ))}
      {can("application:control") && (
        <LazyMenu
          align="end"
          trigger={
            <Button variant="outline" size="icon" aria-label="More actions">
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          {({ DropdownMenuItem, DropdownMenuSeparator }) => (
            <>
              {can("application:configure") && (
                <>
                  <DropdownMenuItem onSelect={() => setOpen("scale")}>
                    <SlidersHorizontal aria-hidden />
                    Change sizes
                  </DropdownMenuItem>
                  <DropdownMenuItem onSelect={() => setOpen("copy")}>
                    <Copy aria-hidden />
                    Copy
                  </DropdownMenuItem>
                </>
              )}
              <DropdownMenuItem disabled={stopped || pending} onSelect={() => run("restart")}>
                <RotateCw aria-hidden />
                Restart
              </DropdownMenuItem>
              {can("application:configure") && (
                <>
                  <DropdownMenuSeparator />
                  <DropdownMenuItem variant="destructive" onSelect={() => setOpen("delete")}>
                    <Trash2 aria-hidden />
                    Delete
                  </DropdownMenuItem>
                </>
              )}
            </>
          )}
        </LazyMenu>
      )}
      {open === "scale" && <ScaleSheet onClose={close} />}
      {open === "copy" && <CopySheet onClose={close} />}
      {open === "stop" && <StopDialog onClose={close} onStop={() => run("stop")} />}
      {open === "delete" && <DeleteDialog onClose={close} />}
    </>
  )
}
