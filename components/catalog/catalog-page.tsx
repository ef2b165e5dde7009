"use client"

import { useQuery } from "@tanstack/react-query"
import { ArrowRight, LibraryBig } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { GlyphBox } from "../glyph"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Card } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"

type Shown = { key: string; href: string; glyph: string; title: string; tag: string; summary: string }

function CardGrid({
  items,
  error,
  onRetry,
  empty,
}: {
  items: Shown[] | undefined
  error: unknown
  onRetry: () => void
  empty: string
}) {
  if (error && !items) return <ErrorState error={error} onRetry={onRetry} />
  if (!items)
    return (
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    )
  if (items.length === 0)
    return (
      <Card>
        <EmptyState icon={LibraryBig} title={empty} />
      </Card>
    )
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {items.map((item) => (
        <li key={item.key}>
          <Link
            href={item.href}
            className="group flex h-full items-start gap-3 rounded-lg border bg-card p-4 hover:border-primary"
          >
            <GlyphBox name={item.glyph} />
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{item.title}</span>
                <span className="shrink-0 font-mono text-muted-foreground text-xs">{item.tag}</span>
              </span>
              <span className="mt-0.5 block text-muted-foreground">{item.summary}</span>
            </span>
            <ArrowRight
              className="size-4 shrink-0 text-muted-foreground opacity-0 group-hover:opacity-100"
              aria-hidden
            />
          </Link>
        </li>
      ))}
    </ul>
  )
}

const classCard = (to: (path: string) => string, each: ApiOutputs["classes"]["list"]["items"][number]): Shown => ({
  key: each.id,
  href: to(`/catalog/classes/${each.name}`),
  glyph: each.glyph,
  title: each.title,
  tag: `${each.name}@${each.version}${each.retiredAt ? ", retired" : ""}`,
  summary: each.summary,
})

/** Templates to start from, and the appliance classes they are made of. */
export function CatalogPage() {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const input = { tenantId: tenant.id, limit: 100 }
  const templates = useQuery(trpc.templates.list.queryOptions(input))
  const classes = useQuery(trpc.classes.list.queryOptions(input))
  const own = classes.data?.items.filter((each) => each.catalog === "tenant") ?? []
  return (
    <Page>
      <PageHeader title="Catalog" description="Templates to start from, and the appliance classes they are made of." />
      <section aria-labelledby="templates-title" className="flex flex-col gap-3">
        <h2 id="templates-title" className="font-semibold text-base">
          Templates
        </h2>
        <CardGrid
          items={templates.data?.items.map((each) => ({
            key: each.id,
            href: to(`/catalog/templates/${each.slug}`),
            glyph: each.glyph,
            title: each.name,
            tag: each.slug,
            summary: each.summary,
          }))}
          error={templates.error}
          onRetry={() => void templates.refetch()}
          empty="There is no template yet"
        />
      </section>
      {own.length > 0 && (
        <section aria-labelledby="own-title" className="flex flex-col gap-3">
          <h2 id="own-title" className="font-semibold text-base">
            Your company&apos;s classes
          </h2>
          <CardGrid items={own.map((each) => classCard(to, each))} error={null} onRetry={() => undefined} empty="" />
        </section>
      )}
      <section aria-labelledby="classes-title" className="flex flex-col gap-3">
        <h2 id="classes-title" className="font-semibold text-base">
          Appliance classes
        </h2>
        <CardGrid
          items={classes.data?.items.filter((c) => c.catalog === "global").map((each) => classCard(to, each))}
          error={classes.error}
          onRetry={() => void classes.refetch()}
          empty="There is no class yet"
        />
      </section>
    </Page>
  )
}
