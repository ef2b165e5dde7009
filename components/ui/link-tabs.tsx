"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"
import { cn } from "./cn"

export const tabBar = "-mx-4 flex gap-1 overflow-x-auto border-b px-4 sm:mx-0 sm:px-0"
export const tab =
  "-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2.5 font-medium text-muted-foreground hover:text-foreground focus-visible:-outline-offset-2"

/** Tabs that are addresses: the first is the page itself, the others are below it. */
export function LinkTabs({
  items,
  label,
}: {
  items: { href: string; title: string; count?: ReactNode; exact?: boolean }[]
  label: string
}) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className={tabBar}>
      {items.map((item) => {
        const active = item.exact
          ? pathname === item.href
          : pathname === item.href || pathname.startsWith(`${item.href}/`)
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={active ? "page" : undefined}
            className={cn(tab, active && "border-primary text-foreground")}
          >
            {item.title}
            {item.count !== undefined && <span className="text-muted-foreground text-xs tabular">{item.count}</span>}
          </Link>
        )
      })}
    </nav>
  )
}
