import type { Metadata } from "next"
import Link from "next/link"
import type { ReactNode } from "react"
import { ThemeSwitch } from "@/components/frame/theme-switch"
import { Logo } from "@/components/logo"

// Links in these addresses open accounts: they go to no other site.
export const metadata: Metadata = { referrer: "no-referrer", robots: { index: false } }
// Whether there is a mailbox to point at is known when the portal runs, not when it is built.
export const dynamic = "force-dynamic"

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center justify-between px-4 sm:px-6">
        <Link href="/">
          <Logo />
        </Link>
        <ThemeSwitch />
      </header>
      <main className="flex flex-1 justify-center px-4 pt-[8vh] pb-16">{children}</main>
    </div>
  )
}
