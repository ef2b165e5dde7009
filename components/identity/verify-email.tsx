"use client"

import { useMutation } from "@tanstack/react-query"
import Link from "next/link"
import { useEffect, useRef } from "react"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { InlineError } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { AuthCard } from "./auth-card"

/** Confirms the address as soon as the page is open in a browser. */
export function VerifyEmail({ token }: { token: string }) {
  const trpc = useTRPC()
  const { mutate, data, error } = useMutation(trpc.identity.verifyEmail.mutationOptions())
  // The link works once, and React runs effects twice in development.
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    mutate({ token })
  }, [mutate, token])
  const title = data ? "Address confirmed" : error ? "This link does not work" : "Confirming your address"
  return (
    <AuthCard title={title}>
      {data && <output>{data.message}</output>}
      <InlineError error={error} />
      {!data && !error && <Skeleton className="h-9" />}
      {(data || error) && (
        <Button asChild size="lg">
          <Link href="/sign-in">Sign in</Link>
        </Button>
      )}
    </AuthCard>
  )
}
