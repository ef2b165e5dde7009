"use client"

import { useQuery } from "@tanstack/react-query"
import { LayoutTemplate, Plus } from "lucide-react"
import Link from "next/link"
import { runsOn } from "@/lib/fabric"
import { LazyDrawing } from "../drawing/lazy-drawing"
import { cores, disk, memory } from "../format/size"
import { useTenant } from "../frame/tenant"
import { Glyph, GlyphBox } from "../glyph"
import { type ApiOutputs, apiErrorOf, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { useTitle } from "../ui/use-title"

type Template = ApiOutputs["templates"]["get"]
type ClassOut = ApiOutputs["classes"]["list"]["items"][number]

function UseTemplate({ template }: { template: Template }) {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const vdcs = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  if (!can("application:configure") || !vdcs.data) return null
  if (vdcs.data.items.length === 0)
    return (
      <Button asChild>
        <Link href={to("/vdc/new")}>Choose a data center first</Link>
      </Button>
    )
  const fitting = vdcs.data.items.filter((vdc) => template.fabrics.includes(vdc.dataCenter.fabric))
  if (fitting.length === 0) return <p className="text-muted-foreground">None of your data centers can run it.</p>
  return fitting.slice(0, 3).map((vdc, at) => (
    <Button key={vdc.id} asChild variant={at === 0 ? "default" : "outline"}>
      <Link href={to(`/vdc/${vdc.slug}/applications/new?template=${template.slug}`)}>
        <Plus aria-hidden />
        Use in {vdc.name}
      </Link>
    </Button>
  ))
}

function ComponentsOf({ template, classes }: { template: Template; classes: ClassOut[] }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Components</CardTitle>
      </CardHeader>
      <Table aria-label="Components of the template">
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            <TableHead>Component</TableHead>
            <TableHead>Class</TableHead>
            <TableHead numeric>Count</TableHead>
            <TableHead numeric>Cores</TableHead>
            <TableHead numeric>Memory</TableHead>
            <TableHead numeric>Volume</TableHead>
            <TableHead numeric>Starts</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {[...template.blueprint.components]
            .sort((a, b) => a.startOrder - b.startOrder)
            .map((component) => (
              <TableRow key={component.name}>
                <TableCell>
                  <span className="flex items-center gap-2 font-medium">
                    <Glyph
                      name={classes.find((each) => each.name === component.class)?.glyph ?? component.class}
                      className="text-muted-foreground"
                    />
                    {component.name}
                  </span>
                </TableCell>
                <TableCell className="font-mono text-muted-foreground text-xs">
                  {component.class}@{component.version}
                </TableCell>
                <TableCell numeric>{component.count}</TableCell>
                <TableCell numeric>{cores(component.resources.cpuMillis)}</TableCell>
                <TableCell numeric>{memory(component.resources.memoryMib)}</TableCell>
                <TableCell numeric>
                  {Object.values(component.volumes)
                    .map((volume) => `${disk(volume.sizeGib)}${volume.mirrored ? ", mirrored" : ""}`)
                    .join("; ") || "none"}
                </TableCell>
                <TableCell numeric>{component.startOrder}</TableCell>
              </TableRow>
            ))}
        </TableBody>
      </Table>
    </Card>
  )
}

export function TemplatePage({ slug }: { slug: string }) {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const {
    data: template,
    error,
    refetch,
  } = useQuery(trpc.templates.get.queryOptions({ tenantId: tenant.id, template: slug }))
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  useTitle(template?.name)
  if (!template && error)
    return (
      <Page>
        {apiErrorOf(error).code === "not_found" ? (
          <EmptyState
            icon={LayoutTemplate}
            heading="h1"
            title="There is no such template"
            action={
              <Button asChild variant="outline">
                <Link href={to("/catalog")}>Catalog</Link>
              </Button>
            }
          />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  return (
    <Page>
      {template ? (
        <PageHeader
          icon={<GlyphBox name={template.glyph} />}
          title={template.name}
          description={
            <>
              {template.summary} {runsOn(template.fabrics)}
            </>
          }
          actions={<UseTemplate template={template} />}
        />
      ) : (
        <Skeleton className="h-10 w-72" />
      )}
      <Card className="h-[min(60dvh,28rem)] overflow-hidden" aria-label="Drawing of the template">
        {template && classes.data ? (
          <LazyDrawing blueprint={template.blueprint} classes={classes.data.items} />
        ) : (
          <Skeleton className="h-full w-full" />
        )}
      </Card>
      {template && classes.data && <ComponentsOf template={template} classes={classes.data.items} />}
    </Page>
  )
}
