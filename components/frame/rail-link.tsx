"use client"

import type { LucideIcon } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import type { ReactNode } from "react"
import { cn } from "../ui/cn"

export const isBelow = (pathname: string, href: string): boolean => pathname === href || pathname.startsWith(`${href}/`)

/** One entry of the rail; icon alone when collapsed, its name then in the title. */
export function RailLink({
  href,
  icon: Icon,
  children,
  collapsed,
  exact = false,
  indent = false,
  after,
}: {
  href: string
  icon?: LucideIcon
  children: string
  collapsed: boolean
  exact?: boolean
  indent?: boolean
  after?: ReactNode
}) {
  const pathname = usePathname()
  const active = exact ? pathname === href : isBelow(pathname, href)
  return (
    <Link
      href={href}
      aria-current={active ? "page" : undefined}
      title={collapsed ? children : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-compact text-muted-foreground hover:bg-accent hover:text-foreground",
        active && "bg-accent font-medium text-foreground",
        collapsed && "justify-center px-0",
        indent && !collapsed && "pl-9",
      )}
    >
      {Icon && <Icon className="size-4 shrink-0" aria-hidden />}
      <span className={cn("min-w-0 flex-1 truncate", collapsed && "sr-only")}>{children}</span>
      {!collapsed && after}
    </Link>
  )
}
