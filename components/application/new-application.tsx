"use client"

import { useQuery } from "@tanstack/react-query"
import { ArrowLeft, FileCode2, PencilRuler, ShieldAlert } from "lucide-react"
import dynamic from "next/dynamic"
import Link from "next/link"
import type { ReactNode } from "react"
import { fabricNames } from "@/lib/fabric"
import { count } from "../format/size"
import { useTenant } from "../frame/tenant"
import { GlyphBox } from "../glyph"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { useUrlState } from "../ui/url-state"
import { useVdc } from "../vdc/vdc-context"

const SizeAndCreate = dynamic(() => import("./size-and-create"), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full" />,
})

const FromDescriptor = dynamic(() => import("./from-descriptor"), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full" />,
})

const FromEmptyBoard = dynamic(() => import("./from-empty-board"), {
  ssr: false,
  loading: () => <Skeleton className="h-64 w-full max-w-md" />,
})

type Template = ApiOutputs["templates"]["list"]["items"][number]

/** Template, then name and sizes with the price beside them, then watch it start. The template is in the address. */
export function NewApplication() {
  const { vdc } = useVdc()
  const { tenant, can } = useTenant()
  const trpc = useTRPC()
  const [slug, setSlug] = useUrlState("template")
  const [from, setFrom] = useUrlState("from")
  const templates = useQuery(trpc.templates.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const error = templates.error ?? classes.error
  const runs = (each: Template) => each.fabrics.includes(vdc.dataCenter.fabric)
  const chosen = templates.data?.items.find((each) => each.slug === slug && runs(each))
  if (!can("application:configure")) return <NotForYourRole />
  const back = () => setFrom("")
  if (from === "descriptor")
    return (
      <OtherStart from="From a descriptor" onBack={back}>
        <FromDescriptor />
      </OtherStart>
    )
  if (from === "board")
    return (
      <OtherStart from="From an empty board" onBack={back}>
        <FromEmptyBoard />
      </OtherStart>
    )
  return (
    <Page className="max-w-5xl">
      <PageHeader
        title="New application"
        description={
          chosen ? (
            <>
              From the template {chosen.name}, in {vdc.name}.
            </>
          ) : (
            "Choose what to start from. Everything can be changed before and after it runs."
          )
        }
        actions={
          chosen && (
            <Button variant="outline" onClick={() => setSlug("")}>
              <ArrowLeft aria-hidden />
              Other template
            </Button>
          )
        }
      />
      {error && !(templates.data && classes.data) ? (
        <ErrorState error={error} onRetry={() => void Promise.all([templates.refetch(), classes.refetch()])} />
      ) : !templates.data || !classes.data ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
        </div>
      ) : chosen ? (
        <SizeAndCreate key={chosen.id} template={chosen} classes={classes.data.items} />
      ) : (
        <>
          {templates.data.items.some(runs) ? (
            <TemplateCards templates={templates.data.items.filter(runs)} onChoose={setSlug} />
          ) : (
            <EmptyState title={`No template runs in ${vdc.dataCenter.name} yet`} />
          )}
          <div className="flex flex-wrap gap-2">
            <Button variant="outline" onClick={() => setFrom("board")}>
              <PencilRuler aria-hidden />
              From an empty board
            </Button>
            <Button variant="outline" onClick={() => setFrom("descriptor")}>
              <FileCode2 aria-hidden />
              From a descriptor
            </Button>
          </div>
          <NotHere templates={templates.data.items.filter((each) => !runs(each))} vdc={vdc} />
        </>
      )}
    </Page>
  )
}

/** A way to begin without a template. */
function OtherStart({ from, onBack, children }: { from: string; onBack: () => void; children: ReactNode }) {
  const { vdc } = useVdc()
  return (
    <Page className="max-w-5xl">
      <PageHeader
        title="New application"
        description={`${from}, in ${vdc.name}.`}
        actions={
          <Button variant="outline" onClick={onBack}>
            <ArrowLeft aria-hidden />
            From a template
          </Button>
        }
      />
      {children}
    </Page>
  )
}

function NotForYourRole() {
  const { at } = useVdc()
  return (
    <Page>
      <PageHeader title="New application" />
      <EmptyState
        icon={ShieldAlert}
        title="Your role may not create an application"
        action={
          <Button asChild variant="outline">
            <Link href={at("/applications")}>All applications</Link>
          </Button>
        }
      >
        Ask an owner, admin or engineer of the company.
      </EmptyState>
    </Page>
  )
}

type Vdc = ReturnType<typeof useVdc>["vdc"]

/** What is not offered, and what it lacks. */
function NotHere({ templates, vdc }: { templates: Template[]; vdc: Vdc }) {
  const { fabric, name } = vdc.dataCenter
  if (templates.length === 0) return null
  return (
    <section className="flex flex-col gap-2" aria-labelledby="not-here">
      <h2 id="not-here" className="font-medium">
        Not in {name}
      </h2>
      <ul className="flex flex-col gap-1 text-muted-foreground">
        {templates.map((template) => {
          const classes = template.missingImages.find((missing) => missing.fabric === fabric)?.classes ?? []
          return (
            <li key={template.id}>
              {template.name}: {classes.join(", ")} {classes.length === 1 ? "has" : "have"} no image for{" "}
              {fabricNames[fabric]}, which {name} runs on.
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const TemplateCards = ({ templates, onChoose }: { templates: Template[]; onChoose: (slug: string) => void }) => (
  <ul className="grid gap-3 sm:grid-cols-2">
    {templates.map((template) => (
      <li key={template.id}>
        <button
          type="button"
          onClick={() => onChoose(template.slug)}
          className="flex h-full w-full items-start gap-3 rounded-lg border bg-card p-4 text-left hover:border-primary hover:bg-accent/40"
        >
          <GlyphBox name={template.glyph} />
          <span className="min-w-0">
            <span className="block font-medium">{template.name}</span>
            <span className="mt-0.5 block text-muted-foreground">{template.summary}</span>
            <span className="mt-2 block text-muted-foreground text-xs">
              {count(template.blueprint.components.length, "component")}:{" "}
              {template.blueprint.components
                .map((each) => (each.count > 1 ? `${each.name} ×${each.count}` : each.name))
                .join(", ")}
            </span>
          </span>
        </button>
      </li>
    ))}
  </ul>
)
