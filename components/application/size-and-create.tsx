"use client"

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useEffect, useMemo } from "react"
import { useForm } from "react-hook-form"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { useDebounced } from "../ui/use-debounced"
import { useFormDraft } from "../ui/use-form-draft"
import { useVdc } from "../vdc/vdc-context"
import { ComponentSizesForm } from "./component-sizes"
import { QuotePanel } from "./quote-panel"
import { overrides, type SizesByComponent, sizesOf, suggestName } from "./size-steps"

type Template = ApiOutputs["templates"]["list"]["items"][number]
type ClassOut = ApiOutputs["classes"]["list"]["items"][number]
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

/** Second step: name and sizes, the price beside them. */
export default function SizeAndCreate({ template, classes }: { template: Template; classes: ClassOut[] }) {
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
