"use client"

import { useMutation, useQueryClient } from "@tanstack/react-query"
import { CircleCheck } from "lucide-react"
import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { type UseFormReturn, useForm } from "react-hook-form"
import { apiErrorOf } from "../../api-error"
import { useTRPC } from "../../trpc"
import { Button } from "../../ui/button"
import { Card, CardContent, CardHeader, CardTitle } from "../../ui/card"
import { FormError } from "../../ui/field"
import { Page, PageHeader } from "../../ui/page-header"
import { toast } from "../../ui/toaster"
import { useFormDraft } from "../../ui/use-form-draft"
import { ClusterProblems, type Probe, ProbedMembers } from "./cluster-findings"
import { type ClusterValues, emptyCluster, formField, secrets, toConnect, toProbe } from "./cluster-form"
import { PowerStep, ReachStep, SiteStep, TrustStep } from "./connect-cluster-fields"

type Form = UseFormReturn<ClusterValues>

function refuse(form: Form, path: string, message: string, isFirst: boolean): void {
  const field = formField(path)
  if (field) form.setError(field, { type: "server", message }, { shouldFocus: isFirst })
  else form.setError("root", { type: "server", message })
}

/** Checked with the procedure's own schema; what it refuses is said at the fields. */
async function isComplete(form: Form, which: "ProbeCluster" | "ConnectCluster"): Promise<boolean> {
  form.clearErrors()
  const schemas = await import("@/lib/schemas/cluster")
  const values = form.getValues()
  const result = schemas[which].safeParse(which === "ProbeCluster" ? toProbe(values) : toConnect(values))
  const issues = (result.error?.issues ?? []).filter((issue) => issue.path[0] !== "identityId")
  for (const [at, issue] of issues.entries()) refuse(form, issue.path.map(String).join("."), issue.message, at === 0)
  return issues.length === 0
}

/** What was tested, without what comes after: a change of it makes the test void. */
const testedOf = (values: ClusterValues): string => JSON.stringify({ ...toProbe(values), token: null })

function useConnect(form: Form, forget: () => void) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const [found, setFound] = useState<{ of: string; probe: Probe } | null>(null)
  const prepare = useMutation(trpc.provider.clusters.prepare.mutationOptions())
  const probe = useMutation(trpc.provider.clusters.probe.mutationOptions())
  const connect = useMutation(trpc.provider.clusters.connect.mutationOptions())
  const failed = (error: unknown) => {
    const { message, field } = apiErrorOf(error)
    // Ours was forgotten: the next try makes a new one.
    if (field === "identityId") form.setValue("identityId", "")
    if (field === "identityId") form.setValue("certificate", "")
    refuse(form, field ?? "", message, true)
  }
  const identify = async () => {
    if (form.getValues("identityId")) return
    const made = await prepare.mutateAsync({})
    form.setValue("identityId", made.id)
    form.setValue("certificate", made.certificate)
  }
  const showCertificate = () => void identify().catch(failed)
  const test = async () => {
    if (!(await isComplete(form, "ProbeCluster"))) return
    try {
      await identify()
      const of = testedOf(form.getValues())
      const answer = await probe.mutateAsync(toProbe(form.getValues()))
      setFound({ of, probe: answer })
      for (const [at, { field, message, blocking }] of answer.problems.entries())
        if (blocking && field) refuse(form, field, message, at === 0)
    } catch (error) {
      failed(error)
    }
  }
  const submit = async () => {
    if (!(await isComplete(form, "ConnectCluster"))) return
    try {
      const made = await connect.mutateAsync(toConnect(form.getValues()))
      forget()
      await client.invalidateQueries(trpc.provider.pathFilter())
      toast.success(`${made.dataCenter.name} is connected. Its ${made.nodes.available} nodes are free.`)
      router.push(`/provider/data-centers/${made.dataCenter.slug}`)
    } catch (error) {
      failed(error)
    }
  }
  return { found, showCertificate, test, submit, prepare, probe, connect }
}

function Findings({ probe, isStale }: { probe: Probe | undefined; isStale: boolean }) {
  if (!probe)
    return (
      <p className="text-muted-foreground">
        Test the connection first: it shows the members, what they would be sold as, and what is missing. Nothing is
        kept of it.
      </p>
    )
  const inTheWay = probe.problems.filter((problem) => problem.blocking).length
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      {isStale && <p className="text-state-degraded">Something was changed since this test. Test it again.</p>}
      {probe.engine && (
        <p className="font-medium">
          {probe.engine === "lxd" ? "LXD" : "Incus"} {probe.version}
        </p>
      )}
      {inTheWay === 0 && !isStale && (
        <p className="flex items-center gap-2 text-state-running">
          <CircleCheck className="size-4 shrink-0" aria-hidden />
          Nothing is in the way.
        </p>
      )}
      {probe.problems.length > 0 && <ClusterProblems problems={probe.problems} />}
    </div>
  )
}

/** Reach it, be trusted, test it, name it, done. What is typed survives a reload; secrets do not. */
export function ConnectClusterPage() {
  const form = useForm<ClusterValues>({ defaultValues: emptyCluster })
  const forget = useFormDraft(form, "gridline.connect-cluster", secrets)
  useEffect(() => {
    // What was refused and is typed anew is not refused any more.
    const subscription = form.watch((_, { name }) => {
      if (name) form.clearErrors(name)
      form.clearErrors("root")
    })
    return () => subscription.unsubscribe()
  }, [form])
  const { found, showCertificate, test, submit, prepare, probe, connect } = useConnect(form, forget)
  const isStale = found !== null && found.of !== testedOf(form.watch())
  const isReady = found !== null && !isStale && !found.probe.problems.some((problem) => problem.blocking)
  const isTesting = probe.isPending || prepare.isPending
  return (
    <Page>
      <PageHeader
        title="Connect a cluster"
        description="LXD 5.0 or later, or Incus 6 or later. It becomes a data center; each of its members becomes a node."
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void (isReady ? submit() : test())
        }}
        className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]"
      >
        <div className="flex min-w-0 flex-col gap-8">
          <ReachStep form={form} />
          <TrustStep form={form} onPrepare={showCertificate} preparing={prepare.isPending} />
          <PowerStep form={form} />
          <SiteStep form={form} />
        </div>
        <Card className="lg:sticky lg:top-18">
          <CardHeader>
            <CardTitle>What the cluster says</CardTitle>
          </CardHeader>
          <CardContent className="flex flex-col gap-4">
            <Findings probe={found?.probe} isStale={isStale} />
            <FormError form={form} />
            <Button variant={isReady ? "outline" : "default"} pending={isTesting} onClick={() => void test()}>
              Test the connection
            </Button>
            <Button type="submit" disabled={!isReady} pending={connect.isPending || connect.isSuccess}>
              Connect
            </Button>
          </CardContent>
        </Card>
        {found && found.probe.members.length > 0 && (
          <Card className="min-w-0 lg:col-span-2">
            <CardHeader>
              <CardTitle>Members</CardTitle>
            </CardHeader>
            <ProbedMembers members={found.probe.members} />
          </Card>
        )}
      </form>
    </Page>
  )
}
