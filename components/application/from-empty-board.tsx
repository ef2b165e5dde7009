"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useEffect } from "react"
import { useForm } from "react-hook-form"
import { plainSlug } from "@/lib/vdc-slug"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardContent } from "../ui/card"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { useVdc } from "../vdc/vdc-context"
import { suggestName } from "./size-steps"

type Values = { title: string; name: string }

const schema = async () => {
  const { DrawApplication } = await import("@/lib/schemas/drawing")
  return DrawApplication.pick({ title: true, name: true }).required()
}

/** What it is called; then the board opens with nothing on it. */
export default function FromEmptyBoard() {
  const { vdc, at } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const form = useForm<Values>({ defaultValues: { title: "", name: "" }, resolver: lazyResolver<Values>(schema) })
  const [title, name] = form.watch(["title", "name"])
  const existing = useQuery(trpc.applications.list.queryOptions({ tenantId: tenant.id, vdcId: vdc.id, limit: 100 }))
  const taken = existing.data?.items
  const isTyped = form.formState.dirtyFields.name === true
  useEffect(() => {
    if (!taken || isTyped) return
    const slugs = taken.map((each) => each.slug)
    form.setValue("name", title.trim() === "" ? "" : suggestName(plainSlug(title), slugs))
  }, [form, taken, title, isTyped])
  const draw = useMutation(
    trpc.applications.draw.mutationOptions({
      onSuccess: async (_operation, made) => {
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(at(`/applications/${made.name}/board`))
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const submit = form.handleSubmit((values) => draw.mutate({ tenantId: tenant.id, vdcId: vdc.id, ...values }))
  return (
    <Card className="max-w-md">
      <CardContent className="pt-5">
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field form={form} name="title" label="Name" autoComplete="off" />
          <Field
            form={form}
            name="name"
            label="Address"
            autoComplete="off"
            spellCheck={false}
            help={`It answers at ${name || "name"}.${vdc.slug} once something on it takes visitors.`}
          />
          <FormError form={form} />
          <Button type="submit" size="lg" pending={draw.isPending || form.formState.isSubmitting}>
            Open the whiteboard
          </Button>
        </form>
      </CardContent>
    </Card>
  )
}
