import Link from "next/link"
import { Logo } from "@/components/logo"
import { Button } from "@/components/ui/button"
import { EmptyState } from "@/components/ui/empty-state"

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-2 p-4">
      <Logo />
      <EmptyState
        heading="h1"
        title="There is no such page"
        action={
          <Button asChild variant="outline">
            <Link href="/">Start page</Link>
          </Button>
        }
      >
        The address may have a slip, or what it led to is gone.
      </EmptyState>
    </main>
  )
}
