"use client"

import { useInfiniteQuery } from "@tanstack/react-query"
import { useTRPC } from "../trpc"
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card"
import { AuditTable } from "./audit-table"

/** All of it is the person's own account. */
const hidden = ["actor", "subject", "changes"]

/** Sign-ins, refused ones included, and what was changed on the account. */
export function SecurityEvents() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.sessions.events.infiniteQueryOptions(
      { limit: 20 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  )
  return (
    <Card>
      <CardHeader>
        <CardTitle>Security events</CardTitle>
        <CardDescription>
          What happened to your account, refused sign-ins included. You alone see this. Was it not you? Change your
          password.
        </CardDescription>
      </CardHeader>
      <AuditTable label="Security events" list={list} hidden={hidden} />
    </Card>
  )
}
