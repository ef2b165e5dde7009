"use client"

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { type RefObject, useRef } from "react"
import { type UseFormReturn, useForm } from "react-hook-form"
import { useTenant } from "../frame/tenant"
import { type ApiOutputs, useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { applyApiError, Field, FieldShell, FormError } from "../ui/field"
import { FileInput, Textarea } from "../ui/input"
import { lazyResolver } from "../ui/lazy-resolver"
import { useDebounced } from "../ui/use-debounced"
import { useFormDraft } from "../ui/use-form-draft"
import { useVdc } from "../vdc/vdc-context"
import { DescriptorProblems, jump } from "./descriptor-problems"
import { QuotePanel } from "./quote-panel"

type Values = { descriptor: string; name: string }
type Problem = ApiOutputs["applications"]["checkDescriptor"]["problems"][number]

const schema = async () => {
  const { ImportDescriptor } = await import("@/lib/schemas/descriptor")
  return ImportDescriptor.pick({ descriptor: true, name: true })
}

function useDescriptor() {
  const { vdc, at } = useVdc()
  const { tenant } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const form = useForm<Values>({ defaultValues: { descriptor: "", name: "" }, resolver: lazyResolver<Values>(schema) })
  const forget = useFormDraft(form, `gridline.new-application.${vdc.id}.from-descriptor`)
  const text = form.watch("descriptor")
  const settled = useDebounced(text, 300)
  const target = { tenantId: tenant.id, vdcId: vdc.id }
  const isEmpty = settled.trim() === ""
  const check = useQuery(
    trpc.applications.checkDescriptor.queryOptions(
      { ...target, descriptor: settled },
      { enabled: !isEmpty, placeholderData: keepPreviousData },
    ),
  )
  const create = useMutation(
    trpc.applications.importDescriptor.mutationOptions({
      onSuccess: async (_operation, { name: made }) => {
        forget()
        await client.invalidateQueries(trpc.applications.pathFilter())
        router.push(at(`/applications/${made}`))
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  return {
    form,
    check,
    isEmpty,
    isStale: settled !== text || check.isPlaceholderData,
    problems: isEmpty ? [] : (check.data?.problems ?? []),
    isPending: create.isPending || form.formState.isSubmitting,
    submit: form.handleSubmit((values) => create.mutate({ ...target, ...values, start: true })),
  }
}

/** A descriptor that is pasted, typed or chosen; what is wrong with it by its lines, or what it costs; then it is made. */
export default function FromDescriptor() {
  const { vdc } = useVdc()
  const { form, check, isEmpty, isStale, problems, isPending, submit } = useDescriptor()
  const box = useRef<HTMLTextAreaElement | null>(null)
  const name = form.watch("name")
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
      <DescriptorCard form={form} box={box} />
      <div className="flex flex-col gap-6 lg:sticky lg:top-18">
        {problems.length > 0 && (
          <Problems problems={problems} isStale={isStale} onJump={(to) => jump(box.current, to)} />
        )}
        <Card>
          <CardHeader>
            <CardTitle>Create</CardTitle>
          </CardHeader>
          <CardContent className="flex flex-col gap-4">
            {isEmpty ? (
              <p className="text-muted-foreground">The price is told as soon as there is a descriptor.</p>
            ) : (
              problems.length === 0 && (
                <QuotePanel
                  quote={check.data?.quote ?? undefined}
                  error={check.error}
                  stale={isStale}
                  onRetry={() => void check.refetch()}
                />
              )
            )}
            <Field
              form={form}
              name="name"
              label="Address"
              autoComplete="off"
              spellCheck={false}
              help={`It answers at ${name || "name"}.${vdc.slug}.`}
            />
            <FormError form={form} />
            <Button
              type="submit"
              size="lg"
              pending={isPending}
              disabled={problems.length > 0 || check.data?.quote?.fits === false}
            >
              Create and start
            </Button>
          </CardContent>
        </Card>
      </div>
    </form>
  )
}

function DescriptorCard({ form, box }: { form: UseFormReturn<Values>; box: RefObject<HTMLTextAreaElement | null> }) {
  const { ref, ...register } = form.register("descriptor")
  const read = async (file: File | undefined) => {
    if (file) form.setValue("descriptor", await file.text(), { shouldDirty: true, shouldValidate: true })
  }
  return (
    <Card>
      <CardContent className="flex flex-col gap-4 pt-5">
        <Field
          form={form}
          name="descriptor"
          label="Descriptor (YAML)"
          help="Of an application's page, tab Descriptor, or written by hand."
        >
          {(control) => (
            <Textarea
              {...control}
              {...register}
              ref={(element) => {
                ref(element)
                box.current = element
              }}
              spellCheck={false}
              wrap="off"
              rows={22}
              className="font-mono text-compact leading-5"
            />
          )}
        </Field>
        <FieldShell label="Or choose a file">
          {(control) => (
            <FileInput
              {...control}
              accept=".yaml,.yml,.json"
              onChange={(event) => void read(event.target.files?.[0])}
            />
          )}
        </FieldShell>
      </CardContent>
    </Card>
  )
}

const Problems = ({
  problems,
  isStale,
  onJump,
}: {
  problems: Problem[]
  isStale: boolean
  onJump: (problem: Problem) => void
}) => (
  <Card className={isStale ? "opacity-60" : ""}>
    <CardHeader>
      <CardTitle>
        {problems.length === 1
          ? "One problem"
          : `${problems.length}${problems.length >= 50 ? " or more" : ""} problems`}
      </CardTitle>
    </CardHeader>
    <CardContent>
      <DescriptorProblems
        problems={problems}
        onJump={onJump}
        isLive
        className="max-h-80 gap-2 overflow-auto"
        rowClassName="rounded-sm"
      />
    </CardContent>
  </Card>
)
