"use client"

import { useQuery } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useMemo } from "react"
import { shapeOf } from "@/lib/blueprint/assembly/flatten"
import { LazyDrawing } from "../drawing/lazy-drawing"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Card } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { useApplication } from "./application-context"
import { groupState } from "./group-state"

export function DrawingTab() {
  const { tenant } = useTenant()
  const { application, inside } = useApplication()
  const trpc = useTRPC()
  const router = useRouter()
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const { instances, blueprint } = application
  const states = useMemo(
    () =>
      new Map(
        blueprint.components.map(({ name }) => [
          name,
          groupState(instances.filter((each) => shapeOf(each.name) === name)),
        ]),
      ),
    [blueprint, instances],
  )
  if (classes.error && !classes.data) return <ErrorState error={classes.error} onRetry={() => void classes.refetch()} />
  return (
    <Card className="h-[min(60dvh,28rem)] overflow-hidden p-0" aria-label="Drawing of the application">
      {classes.data ? (
        <LazyDrawing
          blueprint={blueprint}
          classes={classes.data.items}
          stateOf={(name) => states.get(name) ?? "absent"}
          onOpen={(name) => {
            const first = instances.find((each) => each.name === name)
            if (first) router.push(inside(`/logs?component=${first.id}`))
          }}
        />
      ) : (
        <Skeleton className="h-full w-full" />
      )}
    </Card>
  )
}
