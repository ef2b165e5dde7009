"use client"

import { useQuery } from "@tanstack/react-query"
import { ChevronDown, ChevronRight } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { useTRPC } from "../trpc"
import { cn } from "../ui/cn"
import { LazyMenu } from "../ui/lazy-menu"
import { useTenant } from "./tenant"

export type Crumb = { title: string; href: string; options?: { title: string; href: string }[] }

const words: Record<string, string> = {
  vdc: "Data centers",
  new: "New",
  api: "API",
  "api-keys": "API keys",
  security: "Your account",
  audit: "Audit log",
}
const wordOf = (segment: string): string =>
  words[segment] ?? segment.charAt(0).toUpperCase() + segment.slice(1).replaceAll("-", " ")

/** Crumbs of the part of the address that needs no names from the server. */
export const plainCrumbs = (segments: string[], base: string): Crumb[] =>
  segments.map((segment, at) => ({
    title: /^[0-9a-f]{8}-/.test(segment) ? segment.slice(0, 8) : wordOf(segment),
    href: `${base}/${segments.slice(0, at + 1).join("/")}`,
  }))

export function Crumbs({ items }: { items: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex items-center gap-1 text-compact">
        {items.map((item, at) => {
          const last = at === items.length - 1
          return (
            <li key={item.href} className={cn("flex min-w-0 items-center gap-1", !last && "hidden shrink-0 sm:flex")}>
              {at > 0 && (
                <ChevronRight className="hidden size-3.5 shrink-0 text-muted-foreground sm:block" aria-hidden />
              )}
              {last ? (
                <span aria-current="page" className="truncate font-medium">
                  {item.title}
                </span>
              ) : (
                <Link href={item.href} className="truncate text-muted-foreground hover:text-foreground">
                  {item.title}
                </Link>
              )}
              {item.options && item.options.length > 1 && (
                <LazyMenu
                  align="start"
                  trigger={
                    <button
                      type="button"
                      aria-label={`Switch from ${item.title}`}
                      className="rounded-sm p-0.5 text-muted-foreground hover:bg-accent hover:text-foreground"
                    >
                      <ChevronDown className="size-3.5" aria-hidden />
                    </button>
                  }
                >
                  {({ DropdownMenuItem }) => (
                    <>
                      {item.options?.map((option) => (
                        <DropdownMenuItem key={option.href} asChild>
                          <Link href={option.href}>{option.title}</Link>
                        </DropdownMenuItem>
                      ))}
                    </>
                  )}
                </LazyMenu>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

/** Where I am in the company: VDCs and applications by name, each a switcher to its siblings. */
export function PortalCrumbs() {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const [, , area, vdcKey, section, applicationKey, ...rest] = usePathname().split("/")
  const inVdc = area === "vdc" && vdcKey !== undefined && vdcKey !== "new"
  const vdcs = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }, { enabled: inVdc }))
  const vdc = inVdc ? vdcs.data?.items.find((each) => each.slug === vdcKey || each.id === vdcKey) : undefined
  const onApplication = section === "applications" && applicationKey !== undefined && applicationKey !== "new"
  const applications = useQuery(
    trpc.applications.list.queryOptions(
      { tenantId: tenant.id, vdcId: vdc?.id, limit: 100 },
      { enabled: onApplication && vdc !== undefined && can("application:read") },
    ),
  )
  const onVolume = section === "volumes" && applicationKey !== undefined
  const volume = useQuery(
    trpc.volumes.get.queryOptions(
      { tenantId: tenant.id, volumeId: applicationKey ?? "" },
      { enabled: onVolume && can("volume:read") },
    ),
  )
  if (area === undefined) return <Crumbs items={[{ title: "Overview", href: to() }]} />
  if (!inVdc) {
    const segments = [area, vdcKey, section, applicationKey, ...rest].filter((part) => part !== undefined)
    return <Crumbs items={plainCrumbs(segments, to())} />
  }
  const base = to(`/vdc/${vdcKey}`)
  const items: Crumb[] = [
    { title: "Data centers", href: to("/vdc") },
    {
      title: vdc?.name ?? vdcKey,
      href: base,
      options: (vdcs.data?.items ?? []).map((each) => ({ title: each.name, href: to(`/vdc/${each.slug}`) })),
    },
  ]
  if (section === undefined) return <Crumbs items={items} />
  items.push({ title: wordOf(section), href: `${base}/${section}` })
  if (!onApplication) {
    const href = `${base}/${section}/${applicationKey}`
    if (volume.data) items.push({ title: volume.data.path, href })
    else if (applicationKey !== undefined) items.push(...plainCrumbs([applicationKey], `${base}/${section}`))
    return <Crumbs items={items} />
  }
  const siblings = applications.data?.items ?? []
  const application = siblings.find((each) => each.slug === applicationKey || each.id === applicationKey)
  items.push({
    title: application?.title ?? applicationKey,
    href: `${base}/applications/${applicationKey}`,
    options: siblings.map((each) => ({ title: each.title, href: `${base}/applications/${each.slug}` })),
  })
  return <Crumbs items={[...items, ...plainCrumbs(rest, `${base}/applications/${applicationKey}`)]} />
}
