"use client"

import { useEffect } from "react"
import { Button } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/empty-state"

/** A page that failed to draw. The rest of the portal goes on. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => console.error(error), [error])
  return (
    <main className="flex min-h-[60dvh] items-center justify-center p-4">
      <EmptyState heading="h1" title="This page could not be shown" action={<Button onClick={reset}>Try again</Button>}>
        Something failed in drawing it; nothing that you did is lost.
        {error.digest && <span className="mt-1 block font-mono text-xs">{error.digest}</span>}
      </EmptyState>
    </main>
  )
}
