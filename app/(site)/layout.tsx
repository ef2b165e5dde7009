import Link from "next/link"
import type { ReactNode } from "react"
import { ThemeSwitch } from "@/components/frame/theme-switch"
import { Logo } from "@/components/logo"
import { Button } from "@/components/ui/button"

export default function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b">
        <div className="mx-auto flex h-14 w-full max-w-6xl items-center gap-2 px-4 sm:px-6">
          <Link href="/" className="mr-auto">
            <Logo />
          </Link>
          <ThemeSwitch />
          <Button asChild variant="ghost">
            <Link href="/sign-in">Sign in</Link>
          </Button>
          <Button asChild>
            <Link href="/sign-up">Sign up</Link>
          </Button>
        </div>
      </header>
      <main className="flex-1">{children}</main>
      <footer className="border-t">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 text-muted-foreground sm:px-6">
          <Logo className="mr-auto text-foreground text-sm" />
          <a href="/api/v1/openapi.json" className="hover:text-foreground">
            REST API
          </a>
          <Link href="/sign-in" className="hover:text-foreground">
            Sign in
          </Link>
        </div>
      </footer>
    </div>
  )
}
