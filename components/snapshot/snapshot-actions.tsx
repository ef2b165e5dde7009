"use client"

import { Copy, Download, Ellipsis, RotateCcw, Trash2, Undo2 } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { LazyMenu } from "../ui/lazy-menu"
import { type Snapshot, useUndelete } from "./use-undelete"

const RestoreDialog = dynamic(() => import("./restore-dialog"), { ssr: false })
const LaunchSheet = dynamic(() => import("./launch-sheet"), { ssr: false })
const DeleteDialog = dynamic(() => import("./delete-dialog"), { ssr: false })

const download = (
  <>
    <Download aria-hidden />
    Download
  </>
)

export function SnapshotActions({ snapshot }: { snapshot: Snapshot }) {
  const [open, setOpen] = useState<"restore" | "launch" | "delete" | null>(null)
  const { tenant } = useTenant()
  const undelete = useUndelete(snapshot)
  const close = () => setOpen(null)
  const usable = snapshot.state === "complete"
  if (snapshot.state === "deleted")
    return (
      <Button variant="outline" size="sm" pending={undelete.pending} onClick={undelete.run}>
        <Undo2 aria-hidden />
        Take back
      </Button>
    )
  return (
    <>
      <LazyMenu
        align="end"
        trigger={
          <Button variant="ghost" size="icon" aria-label={`Actions for ${snapshot.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {({ DropdownMenuItem, DropdownMenuSeparator }) => (
          <>
            {snapshot.application.id && (
              <DropdownMenuItem disabled={!usable || snapshot.application.deleted} onSelect={() => setOpen("restore")}>
                <RotateCcw aria-hidden />
                Restore {snapshot.application.slug}
              </DropdownMenuItem>
            )}
            <DropdownMenuItem disabled={!usable} onSelect={() => setOpen("launch")}>
              <Copy aria-hidden />
              New application of it
            </DropdownMenuItem>
            <DropdownMenuItem disabled={!usable} asChild={usable}>
              {usable ? (
                <a href={`/api/v1/snapshots/${snapshot.id}/archive?tenantId=${tenant.id}`} download>
                  {download}
                </a>
              ) : (
                download
              )}
            </DropdownMenuItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem variant="destructive" onSelect={() => setOpen("delete")}>
              <Trash2 aria-hidden />
              Delete
            </DropdownMenuItem>
          </>
        )}
      </LazyMenu>
      {open === "restore" && <RestoreDialog snapshot={snapshot} onClose={close} />}
      {open === "launch" && <LaunchSheet snapshot={snapshot} onClose={close} />}
      {open === "delete" && <DeleteDialog snapshot={snapshot} onClose={close} />}
    </>
  )
}
