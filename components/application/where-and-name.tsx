"use client"

import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { Controller, type UseFormReturn } from "react-hook-form"
import { fabricNames } from "@/lib/fabric"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Field } from "../ui/field"
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select"
import { useVdc } from "../vdc/vdc-context"
import { suggestName } from "./size-steps"

export type WhereAndName = { title: string; name: string; vdcId: string }

/** Virtual data centers of the company that applications can be made in; the one of the page is always among them. */
function useTargets() {
  const { tenant } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const list = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const active = list.data?.items.filter((each) => each.state === "active" || each.id === vdc.id)
  return active ?? [vdc]
}

/** The chosen virtual data center, and a name in it that is free: `wanted` says from what, until somebody types another one. */
export function useTarget(form: UseFormReturn<WhereAndName>, wanted: (isHere: boolean) => string) {
  const { tenant, to } = useTenant()
  const { vdc } = useVdc()
  const trpc = useTRPC()
  const targets = useTargets()
  const vdcId = form.watch("vdcId")
  const target = targets.find((each) => each.id === vdcId) ?? vdc
  const existing = useQuery(trpc.applications.list.queryOptions({ tenantId: tenant.id, vdcId: target.id, limit: 100 }))
  const taken = existing.data?.items
  const start = wanted(target.id === vdc.id)
  const isTyped = form.formState.dirtyFields.name === true
  useEffect(() => {
    if (!taken || isTyped) return
    const slugs = taken.map((each) => each.slug)
    const suggested = suggestName(start, slugs)
    // The list is asked again whenever something happens: who is about to type has it as it was.
    if (form.getValues("name") !== suggested) form.setValue("name", suggested)
  }, [form, taken, start, isTyped])
  return { target, targets, application: (name: string) => to(`/vdc/${target.slug}/applications/${name}`) }
}

/** Fields of a new application that is made of what is there: where, and what it is called. */
export function WhereAndNameFields({
  form,
  target,
  targets,
}: {
  form: UseFormReturn<WhereAndName>
} & Pick<ReturnType<typeof useTarget>, "target" | "targets">) {
  const { vdc } = useVdc()
  const name = form.watch("name")
  return (
    <>
      {targets.length > 1 && (
        <Field
          form={form}
          name="vdcId"
          label="Virtual data center"
          help={
            target.id === vdc.id
              ? undefined
              : `Its data is copied to ${target.dataCenter.name}. That takes as long as the line between the two needs.`
          }
        >
          {(control) => (
            <Controller
              control={form.control}
              name="vdcId"
              render={({ field }) => (
                <Select
                  value={field.value}
                  onValueChange={(id) => {
                    field.onChange(id)
                    // What was wrong with a name in the other one says nothing of this one.
                    form.clearErrors()
                  }}
                >
                  <SelectTrigger {...control} ref={field.ref}>
                    <SelectValue />
                  </SelectTrigger>
                  <SelectContent>
                    {targets.map((each) => {
                      const { fabric, name: place } = each.dataCenter
                      const isOther = fabric !== vdc.dataCenter.fabric
                      return (
                        <SelectItem key={each.id} value={each.id} disabled={isOther}>
                          {each.name} · {place}
                          {isOther && ` (${fabricNames[fabric]} machines: data cannot go there)`}
                        </SelectItem>
                      )
                    })}
                  </SelectContent>
                </Select>
              )}
            />
          )}
        </Field>
      )}
      <Field form={form} name="title" label="Name" autoComplete="off" />
      <Field
        form={form}
        name="name"
        label="Address"
        autoComplete="off"
        spellCheck={false}
        help={`It answers at ${name || "name"}.${target.slug}.`}
      />
    </>
  )
}
