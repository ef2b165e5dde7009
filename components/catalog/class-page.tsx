"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { Box } from "lucide-react"
import Link from "next/link"
import type { ReactNode } from "react"
import { runsOn } from "@/lib/fabric"
import { LazyDrawing } from "../drawing/lazy-drawing"
import { cores, disk, memory } from "../format/size"
import { useTenant } from "../frame/tenant"
import { GlyphBox } from "../glyph"
import { type ApiOutputs, apiErrorOf, useTRPC } from "../trpc"
import { Badge } from "../ui/badge"
import { Button } from "../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { RelativeTime } from "../ui/relative-time"
import { Skeleton } from "../ui/skeleton"
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table"
import { toast } from "../ui/toaster"
import { useTitle } from "../ui/use-title"

type ClassOut = ApiOutputs["classes"]["get"]

type RowsProps = { title: string; heads: string[]; rows: ReactNode[][]; keys?: string[]; none: string }

const Rows = ({ title, heads, rows, keys, none }: RowsProps) => (
  <Card>
    <CardHeader>
      <CardTitle>{title}</CardTitle>
    </CardHeader>
    {rows.length === 0 ? (
      <CardContent className="text-muted-foreground">{none}</CardContent>
    ) : (
      <Table aria-label={title}>
        <TableHeader>
          <TableRow className="hover:bg-transparent">
            {heads.map((head) => (
              <TableHead key={head}>{head}</TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row, line) => (
            <TableRow key={keys?.[line] ?? String(row[0])}>
              {row.map((cell, at) => (
                <TableCell key={heads[at]} className={at === 0 ? "font-medium font-mono text-xs" : ""}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    )}
  </Card>
)

function Boundary({ shown }: { shown: ClassOut }) {
  const { machine, isAssembly, terminals, properties, resources, volumes, count } = shown.boundary
  return (
    <>
      <Rows
        title="Terminals"
        heads={["Name", "Direction", "Protocol", "What for"]}
        none="It has no terminal: nothing can talk to it and it talks to nothing."
        rows={terminals.map((each) => [
          each.name,
          each.direction,
          each.protocol,
          [each.title, each.mandatory && "Must be connected.", each.external && "Reached from outside."]
            .filter(Boolean)
            .join(" "),
        ])}
      />
      <Rows
        title="Properties"
        heads={["Name", "Type", "Default", "What for"]}
        none="Nothing to configure."
        rows={properties.map((each) => [
          each.name,
          each.type,
          each.default === undefined ? (each.mandatory ? "must be given" : "none") : String(each.default),
          each.title,
        ])}
      />
      <Rows
        title="Resources"
        heads={["What", "Least", "Usual", "Most"]}
        none=""
        rows={[
          ["Runs as", "", isAssembly ? "assembly" : machine === "vm" ? "virtual machine" : "container", ""],
          ["Cores", cores(resources.cpuMillis.min), cores(resources.cpuMillis.default), cores(resources.cpuMillis.max)],
          [
            "Memory",
            memory(resources.memoryMib.min),
            memory(resources.memoryMib.default),
            memory(resources.memoryMib.max),
          ],
          ...volumes.map((volume) => [
            `Volume ${volume.name}`,
            disk(volume.sizeGib.min),
            disk(volume.sizeGib.default),
            disk(volume.sizeGib.max),
          ]),
          ["Instances", "1", "1", String(count.max)],
        ]}
      />
    </>
  )
}

/** What an assembly is made of. */
function Inside({ interior: { components, connections } }: { interior: NonNullable<ClassOut["interior"]> }) {
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  return (
    <Card className="h-[min(50dvh,24rem)] overflow-hidden p-0" aria-label="Inside the assembly">
      {classes.error && !classes.data ? (
        <ErrorState error={classes.error} onRetry={() => void classes.refetch()} />
      ) : classes.data ? (
        <LazyDrawing blueprint={{ format: 1, components, connections }} classes={classes.data.items} />
      ) : (
        <Skeleton className="h-full w-full" />
      )}
    </Card>
  )
}

/** Takes a class of the company's own out of what is offered, or puts it back. Nothing that uses it changes. */
function RetireButton({ shown: { name, title, retiredAt } }: { shown: ClassOut }) {
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const after = {
    onSuccess: (now: { retiredAt: string | null }) => {
      toast.success(now.retiredAt ? `${title} is retired. What uses it goes on.` : `${title} is offered again.`)
      return client.invalidateQueries(trpc.classes.pathFilter())
    },
    onError: (error: unknown) => toast.error(error),
  }
  const retire = useMutation(trpc.classes.retire.mutationOptions(after))
  const restore = useMutation(trpc.classes.restore.mutationOptions(after))
  if (!can("application:configure")) return null
  const act = retiredAt ? restore : retire
  return (
    <Button variant="outline" disabled={act.isPending} onClick={() => act.mutate({ tenantId: tenant.id, name })}>
      {retiredAt ? "Offer it again" : "Retire"}
    </Button>
  )
}

/** What came with each version, and which of the company's applications are made of it. */
function Releases({ shown: { name, version, releases, usedBy, usedIn } }: { shown: ClassOut }) {
  const { to } = useTenant()
  return (
    <>
      <Rows
        title="Used by"
        heads={["Application", "Virtual data center", "Version", "Instances"]}
        none="None of your applications has a component of it."
        keys={usedBy.map((each) => `${each.application.id}@${each.version}`)}
        rows={usedBy.map((each) => [
          <Link
            key="application"
            className="underline underline-offset-2"
            href={to(`/vdc/${each.vdc.slug}/applications/${each.application.slug}`)}
          >
            {each.application.title}
          </Link>,
          each.vdc.name,
          each.version === version ? `${name}@${each.version}` : `${name}@${each.version}, not the newest`,
          String(each.instances),
        ])}
      />
      {usedIn.length > 0 && (
        <Rows
          title="Inside assemblies"
          heads={["Class", "Title"]}
          none=""
          keys={usedIn.map((each) => each.name)}
          rows={usedIn.map((each) => [
            <Link key="class" className="underline underline-offset-2" href={to(`/catalog/classes/${each.name}`)}>
              {each.name}@{each.version}
            </Link>,
            each.title,
          ])}
        />
      )}
      <Rows
        title="Versions"
        heads={["Version", "Released", "What changed"]}
        none=""
        keys={releases.map((each) => String(each.version))}
        rows={releases.map((each) => [
          `${name}@${each.version}`,
          <RelativeTime key="time" at={each.releasedAt} />,
          each.changelog,
        ])}
      />
    </>
  )
}

/** The data sheet of an appliance class: its boundary is all that one needs to know to use it. */
export function ClassPage({ name }: { name: string }) {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.classes.get.queryOptions({ tenantId: tenant.id, name }))
  useTitle(data?.title)
  if (!data && error)
    return (
      <Page>
        {apiErrorOf(error).code === "not_found" ? (
          <EmptyState
            icon={Box}
            heading="h1"
            title="There is no such class"
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
      {data ? (
        <>
          <PageHeader
            icon={<GlyphBox name={data.glyph} />}
            title={data.title}
            actions={data.catalog === "tenant" ? <RetireButton shown={data} /> : undefined}
            badge={
              <Badge variant="outline" className="font-mono">
                {data.name}@{data.version}
              </Badge>
            }
            description={
              <>
                {data.summary} {runsOn(data.fabrics)}
                {data.versions.length > 1 && ` Versions ${data.versions.join(", ")}.`}
              </>
            }
          />
          {data.retiredAt && (
            <p className="rounded-md border border-state-waiting/40 bg-state-waiting/10 px-3 py-2">
              Retired <RelativeTime at={data.retiredAt} />: it is offered no longer. What uses it goes on.
            </p>
          )}
          {data.interior && <Inside interior={data.interior} />}
          <Boundary shown={data} />
          <Releases shown={data} />
        </>
      ) : (
        <Skeleton className="h-64 w-full" />
      )}
    </Page>
  )
}
