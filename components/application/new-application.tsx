"use client"

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ArrowLeft } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useMemo } from "react"
import { useForm } from "react-hook-form"
import { count } from "../format/size"
import { useTenant } from "../frame/tenant"
import { GlyphBox } from "../glyph"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { useUrlState } from "../ui/url-state"
import { useDebounced } from "../ui/use-debounced"
import { useFormDraft } from "../ui/use-form-draft"
import { useVdc } from "../vdc/vdc-context"
import { ComponentSizesForm } from "./component-sizes"
import { QuotePanel } from "./quote-panel"
import { overrides, type SizesByComponent, sizesOf, suggestName } from "./size-steps"

type Template = ApiOutputs["templates"]["list"]["items"][number]
type ClassOut = ApiOutputs["classes"]["list"]["items"][number]

/** Template, then name and sizes with the price beside them, then watch it start. The template is in the address. */
export function NewApplication() {
  const { vdc } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const [slug, setSlug] = useUrlState("template")
  const templates = useQuery(trpc.templates.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const classes = useQuery(trpc.classes.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const error = templates.error ?? classes.error
  const chosen = templates.data?.items.find((each) => each.slug === slug)
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
        <TemplateCards templates={templates.data.items} onChoose={setSlug} />
      )}
    </Page>
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

type Values = { title: string; name: string; components: SizesByComponent }

const schema = async () => {
  const { CreateApplication } = await import("@/lib/schemas/application")
  return CreateApplication.pick({ title: true, name: true, components: true })
}

function useApplicationForm(template: Template) {
  const { vdc } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const base = useMemo(() => sizesOf(template.blueprint), [template])
  const form = useForm<Values>({
    defaultValues: { title: template.name, name: "", components: base },
    resolver: lazyResolver<Values>(schema),
  })
  const forget = useFormDraft(form, `gridline.new-application.${vdc.id}.${template.slug}`)
  const existing = useQuery(trpc.applications.list.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  const taken = existing.data?.items
  useEffect(() => {
    if (taken && form.getValues("name") === "")
      form.setValue(
        "name",
        suggestName(
          template.slug,
          taken.map((each) => each.slug),
        ),
      )
  }, [form, taken, template.slug])
  return { form, base, forget }
}

function SizeAndCreate({ template, classes }: { template: Template; classes: ClassOut[] }) {
  const { vdc, at } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { form, base, forget } = useApplicationForm(template)
  const sizes = form.watch("components")
  const name = form.watch("name")
  const settled = useDebounced(sizes, 200)
  const target = { tenantId: tenant.id, vdcId: vdc.id, template: template.slug }
  const quote = useQuery(
    trpc.applications.quote.queryOptions(
      { ...target, components: overrides(settled, base) },
      { placeholderData: keepPreviousData },
    ),
  )
  const create = useMutation(
    trpc.applications.create.mutationOptions({
      onSuccess: async (_operation, { name: made }) => {
        forget()
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(at(`/applications/${made}`))
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const submit = form.handleSubmit((values) =>
    create.mutate({
      ...target,
      name: values.name,
      title: values.title,
      components: overrides(values.components, base),
      start: true,
    }),
  )
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
      <div className="flex flex-col gap-6">
        <Card>
          <CardContent className="grid gap-4 pt-5 sm:grid-cols-2">
            <Field form={form} name="title" label="Name" autoComplete="off" />
            <Field
              form={form}
              name="name"
              label="Address"
              autoComplete="off"
              spellCheck={false}
              help={`It answers at ${name || "name"}.${vdc.slug}.`}
            />
          </CardContent>
        </Card>
        <Card>
          <CardHeader>
            <CardTitle>Sizes</CardTitle>
          </CardHeader>
          <CardContent>
            <ComponentSizesForm
              blueprint={template.blueprint}
              classes={classes}
              sizes={sizes}
              volume="new"
              onChange={(next) => form.setValue("components", next, { shouldDirty: true })}
            />
          </CardContent>
        </Card>
      </div>
      <Card className="lg:sticky lg:top-18">
        <CardHeader>
          <CardTitle>Price</CardTitle>
        </CardHeader>
        <CardContent className="flex flex-col gap-4">
          <QuotePanel
            quote={quote.data}
            error={quote.error}
            stale={quote.isPlaceholderData || settled !== sizes}
            onRetry={() => void quote.refetch()}
          />
          <FormError form={form} />
          <Button
            type="submit"
            size="lg"
            pending={create.isPending || form.formState.isSubmitting}
            disabled={quote.data?.fits === false}
          >
            Create and start
          </Button>
        </CardContent>
      </Card>
    </form>
  )
}
