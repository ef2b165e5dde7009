"use client"

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { ShieldAlert } from "lucide-react"
import Link from "next/link"
import { useRouter } from "next/navigation"
import type { ReactNode } from "react"
import { useEffect } from "react"
import { useForm } from "react-hook-form"
import { slugFromTitle } from "@/lib/vdc-slug"
import { amountOfMinor } from "../format/money"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { ErrorState } from "../ui/error-state"
import { applyApiError, Field, FormError } from "../ui/field"
import { lazyResolver } from "../ui/lazy-resolver"
import { Page, PageHeader } from "../ui/page-header"
import { Skeleton } from "../ui/skeleton"
import { useFormDraft } from "../ui/use-form-draft"
import { DataCenterChoice } from "./data-center-choice"
import { OrderSummary } from "./order-summary"
import { PackageCards } from "./package-cards"
import { type DataCenter, freeOf, type Package } from "./prices"

/** Package, data center, name, price, done. */
export function BuyVdc() {
  const { can, to } = useTenant()
  const trpc = useTRPC()
  const packages = useQuery(trpc.packages.list.queryOptions())
  // What is free changes with every sale.
  const dataCenters = useQuery(trpc.dataCenters.list.queryOptions(undefined, { refetchInterval: 5_000 }))
  const error = packages.error ?? dataCenters.error
  return (
    <Page>
      <PageHeader
        title="New data center"
        description="Nodes that belong to you alone. Choose how many, choose where; it is ready within seconds."
      />
      {!can("vdc:create") ? (
        <EmptyState
          icon={ShieldAlert}
          title="Your role may not buy a data center"
          action={
            <Button asChild variant="outline">
              <Link href={to("/vdc")}>All data centers</Link>
            </Button>
          }
        >
          Ask an owner, admin or engineer of the company.
        </EmptyState>
      ) : error && !(packages.data && dataCenters.data) ? (
        <ErrorState
          error={error}
          title="Packages could not be loaded"
          onRetry={() => void Promise.all([packages.refetch(), dataCenters.refetch()])}
        />
      ) : packages.data && dataCenters.data ? (
        <OrderForm packages={packages.data.items} dataCenters={dataCenters.data.items} />
      ) : (
        <div className="grid gap-3 md:grid-cols-3">
          {[1, 2, 3].map((each) => (
            <Skeleton key={each} className="h-72" />
          ))}
        </div>
      )}
    </Page>
  )
}

type Values = { name: string; slug: string; package: string; dataCenter: string }

const schema = async () => (await import("@/lib/schemas/hosting")).CreateVdcForm

/** A step of the form: a numbered heading and what is to be chosen. */
const Choice = ({ legend, error, children }: { legend: string; error: string | undefined; children: ReactNode }) => (
  <fieldset className="flex min-w-0 flex-col gap-3">
    <legend className="mb-3 font-semibold text-base">{legend}</legend>
    {children}
    {error && (
      <p role="alert" className="text-compact text-state-failed">
        {error}
      </p>
    )}
  </fieldset>
)

function useOrderForm(packages: Package[], dataCenters: DataCenter[]) {
  const { tenant } = useTenant()
  const form = useForm<Values>({
    defaultValues: { name: "", slug: "", package: packages[0]?.slug ?? "", dataCenter: "" },
    resolver: lazyResolver<Values>(schema),
  })
  const forget = useFormDraft(form, `gridline.new-vdc.${tenant.id}`)
  useEffect(() => {
    // A first proposal: where the smallest package is ready at once.
    const offer = packages.find((each) => each.slug === form.getValues("package")) ?? packages[0]
    const ready = dataCenters.find((each) => offer && freeOf(each, offer.machineClass.slug) >= offer.nodes)
    if (form.getValues("dataCenter") === "") form.setValue("dataCenter", (ready ?? dataCenters[0])?.slug ?? "")
  }, [dataCenters, form, packages])
  return { form, forget }
}

function OrderForm({ packages, dataCenters }: { packages: Package[]; dataCenters: DataCenter[] }) {
  const { tenant, to } = useTenant()
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const { form, forget } = useOrderForm(packages, dataCenters)
  const [name, slug, packageSlug, siteSlug] = form.watch(["name", "slug", "package", "dataCenter"])
  const offer = packages.find((each) => each.slug === packageSlug)
  const dataCenter = dataCenters.find((each) => each.slug === siteSlug)
  const create = useMutation(
    trpc.vdcs.create.mutationOptions({
      onSuccess: async ({ subject }) => {
        forget()
        await client.invalidateQueries(trpc.vdcs.pathFilter())
        const made = await client.fetchQuery(trpc.vdcs.get.queryOptions({ tenantId: tenant.id, vdcId: subject.id }))
        router.push(to(`/vdc/${made.slug}`))
      },
      onError: (error) => applyApiError(form, error),
    }),
  )
  const submit = form.handleSubmit(({ slug: typed, ...values }) =>
    create.mutate({ tenantId: tenant.id, ...values, ...(typed ? { slug: typed } : {}) }),
  )
  const { errors } = form.formState
  const proposed = slug || (name.trim() ? slugFromTitle(name) : "name")
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <Choice legend="1. Package" error={errors.package?.message}>
          <PackageCards packages={packages} dataCenter={dataCenter} register={form.register("package")} />
        </Choice>
        <Choice legend="2. Data center" error={errors.dataCenter?.message}>
          <DataCenterChoice
            dataCenters={dataCenters}
            offer={offer}
            chosen={siteSlug}
            register={form.register("dataCenter")}
          />
        </Choice>
        <Choice legend="3. Name" error={undefined}>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field form={form} name="name" label="Name" placeholder="Production" autoComplete="off" />
            <Field
              form={form}
              name="slug"
              label="Short name (optional)"
              placeholder={proposed === "name" ? "production" : proposed}
              autoComplete="off"
              spellCheck={false}
              help={`Part of addresses: an application shop answers at shop.${proposed}. Left empty, it is made from the name.`}
            />
          </div>
        </Choice>
      </div>
      <Card className="lg:sticky lg:top-18">
        <CardHeader>
          <CardTitle>Your order</CardTitle>
        </CardHeader>
        <CardContent className="flex flex-col gap-4">
          <OrderSummary offer={offer} dataCenter={dataCenter} />
          <FormError form={form} />
          <Button type="submit" size="lg" pending={create.isPending || form.formState.isSubmitting || create.isSuccess}>
            {offer
              ? `Buy for ${amountOfMinor(offer.monthlyPriceMinor, offer.currency)} ${offer.currency} per month`
              : "Buy"}
          </Button>
        </CardContent>
      </Card>
    </form>
  )
}
