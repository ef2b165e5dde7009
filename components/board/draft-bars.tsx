"use client"

import { useQuery } from "@tanstack/react-query"
import { GitMerge, TriangleAlert, Users } from "lucide-react"
import { type ReactNode, useState } from "react"
import type { DraftOut } from "@/lib/schemas/drawing"
import { useApplication } from "../application/application-context"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "../ui/dialog"
import { ErrorState } from "../ui/error-state"
import { RelativeTime } from "../ui/relative-time"
import { SkeletonRows } from "../ui/skeleton"
import { useBoard } from "./board-context"
import { useStoreValue } from "./store"
import { ToldList } from "./told-list"
import { useDraftActs } from "./use-draft-acts"

const Bar = ({ icon: Icon, children, acts }: { icon: typeof Users; children: ReactNode; acts?: ReactNode }) => (
  <div
    role="status"
    className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b bg-muted/60 px-3 py-1.5 text-compact"
  >
    <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
    <p className="min-w-48 flex-1">{children}</p>
    {acts}
  </div>
)

function ComparedDialog({ from, to, onClose }: { from: number; to: number; onClose: () => void }) {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const trpc = useTRPC()
  const compared = useQuery(
    trpc.applications.compareRevisions.queryOptions({ tenantId: tenant.id, applicationId: application.id, from, to }),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>
            What changed from revision {from} to {to}
          </DialogTitle>
          <DialogDescription>Your draft began with revision {from}.</DialogDescription>
        </DialogHeader>
        {compared.data ? (
          <ToldList told={compared.data.changes} empty="Nothing but the picture." />
        ) : compared.error ? (
          <ErrorState error={compared.error} onRetry={() => void compared.refetch()} />
        ) : (
          <SkeletonRows rows={3} />
        )}
      </DialogContent>
    </Dialog>
  )
}

function OvertakenBar({ base, current }: { base: number; current: number }) {
  const acts = useDraftActs()
  const { canEdit } = useBoard()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <Bar
        icon={GitMerge}
        acts={
          <>
            <Button variant="outline" size="sm" onClick={() => setShown(true)}>
              See what changed
            </Button>
            {canEdit && (
              <Button size="sm" pending={acts.isPending} onClick={() => void acts.rebase()}>
                Bring my changes onto it
              </Button>
            )}
          </>
        }
      >
        Revision {current} was applied meanwhile; this drawing began with revision {base}.
      </Bar>
      {isShown && <ComparedDialog from={base} to={current} onClose={() => setShown(false)} />}
    </>
  )
}

function ConflictBar() {
  const acts = useDraftActs()
  return (
    <Bar
      icon={TriangleAlert}
      acts={
        <>
          <Button variant="outline" size="sm" onClick={acts.reload}>
            Take what is saved there
          </Button>
          <Button size="sm" onClick={acts.overwrite}>
            Save mine over it
          </Button>
        </>
      }
    >
      You saved this draft in another window meanwhile. What you drew here is kept, and not saved.
    </Bar>
  )
}

/** What a person should know of the draft: somebody else draws, another revision came, another window saved. */
export function DraftBars({ draft }: { draft: DraftOut | undefined }) {
  const { keeper } = useBoard()
  const { application } = useApplication()
  const { phase, baseRevision } = useStoreValue(keeper.status, (each) => each)
  const current = Math.max(application.revision.number, draft?.currentRevision ?? 0)
  return (
    <>
      {phase === "conflict" && <ConflictBar />}
      {baseRevision < current && <OvertakenBar base={baseRevision} current={current} />}
      {draft?.others.map(({ name, savedAt }) => (
        <Bar key={`${name} ${savedAt}`} icon={Users}>
          {name} is drawing this too, in a draft of their own; last change <RelativeTime at={savedAt} />.
        </Bar>
      ))}
    </>
  )
}
