"use client"

import { useQuery } from "@tanstack/react-query"
import { ListChecks, LoaderCircle } from "lucide-react"
import Link from "next/link"
import { useEffect, useRef } from "react"
import { OperationProgress, operationLook, operationTitle } from "../operation/operation-progress"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { LazyPopover } from "../ui/lazy-menu"
import { RelativeTime } from "../ui/relative-time"
import { StateIcon } from "../ui/state-badge"
import { toast } from "../ui/toaster"
import { useTenant } from "./tenant"

/** Says how each operation ended that was seen running, wherever the person went meanwhile. */
function useEndings(items: { id: string; kind: string; state: string; subject: { name: string } }[] | undefined): void {
  const running = useRef(new Set<string>())
  useEffect(() => {
    for (const operation of items ?? []) {
      const live = operation.state === "queued" || operation.state === "running"
      if (live) running.current.add(operation.id)
      else if (running.current.delete(operation.id)) {
        if (operation.state === "succeeded") toast.success(`${operationTitle(operation)} done.`)
        else if (operation.state === "failed")
          toast.error(`${operationTitle(operation)} failed. See its steps in Activity.`, { durationMs: 10_000 })
      }
    }
  }, [items])
}

/** Long work can be left and found again here. */
export function OperationsMenu() {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const recent = useQuery(
    trpc.operations.list.queryOptions({ tenantId: tenant.id, limit: 8 }, { enabled: can("operation:read") }),
  )
  const items = recent.data?.items
  useEndings(items)
  if (!items) return null
  const active = items.filter((each) => each.state === "queued" || each.state === "running")
  return (
    <LazyPopover
      label="Operations"
      className="max-h-[70dvh] overflow-y-auto p-0"
      trigger={
        <Button
          variant="ghost"
          size="sm"
          className="px-2 text-muted-foreground"
          aria-label={active.length > 0 ? `${active.length} operations running` : "Operations"}
        >
          {active.length > 0 ? (
            <LoaderCircle className="animate-spin text-state-busy" aria-hidden />
          ) : (
            <ListChecks aria-hidden />
          )}
          {active.length > 0 && <span className="tabular">{active.length}</span>}
        </Button>
      }
    >
      {({ PopoverClose }) => (
        <>
          <p className="border-b px-3 py-2 font-medium">Operations</p>
          {items.length === 0 && (
            <p className="px-3 py-6 text-center text-muted-foreground">
              Nothing has run yet. Provisioning, starting and moving things shows its progress here.
            </p>
          )}
          <ul className="divide-y">
            {items.map((operation) => (
              <li key={operation.id} className="flex flex-col gap-2 px-3 py-2.5">
                <div className="flex items-center gap-2">
                  <StateIcon state={operationLook(operation.state)} />
                  <span className="min-w-0 flex-1 truncate">{operationTitle(operation)}</span>
                  <RelativeTime at={operation.createdAt} className="text-muted-foreground text-xs" />
                </div>
                {active.includes(operation) && <OperationProgress operation={operation} />}
                {operation.error && <p className="text-state-failed text-xs">{operation.error.message}</p>}
              </li>
            ))}
          </ul>
          <div className="border-t p-1.5">
            <PopoverClose asChild>
              <Button asChild variant="ghost" size="sm" className="w-full">
                <Link href={to("/activity")}>All activity</Link>
              </Button>
            </PopoverClose>
          </div>
        </>
      )}
    </LazyPopover>
  )
}
