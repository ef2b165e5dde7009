"use client"

import { useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { UseFormReturn } from "react-hook-form"
import { useTRPC } from "../../trpc"
import { Button } from "../../ui/button"
import { CopyId } from "../../ui/copy-id"
import { Field } from "../../ui/field"
import { NativeSelect, Textarea } from "../../ui/input"
import { type ClusterValues, newPartner } from "./cluster-form"

type Form = UseFormReturn<ClusterValues>

export const Step = ({ legend, help, children }: { legend: string; help?: ReactNode; children: ReactNode }) => (
  <fieldset className="flex min-w-0 flex-col gap-4">
    <legend className="mb-3 font-semibold text-base">{legend}</legend>
    {help && <p className="-mt-2 max-w-prose text-muted-foreground">{help}</p>}
    {children}
  </fieldset>
)

const Code = ({ children }: { children: ReactNode }) => (
  <code className="break-all rounded-sm bg-muted px-1 py-0.5 font-mono text-xs">{children}</code>
)

export const ReachStep = ({ form }: { form: Form }) => (
  <Step legend="1. How it is reached">
    <Field
      form={form}
      name="addresses"
      label="Addresses of members"
      help="One on a line. Several, so that it is still reached when one of them is down."
    >
      {(control) => (
        <Textarea
          {...control}
          {...form.register("addresses")}
          rows={3}
          spellCheck={false}
          placeholder={"https://10.0.0.1:8443\nhttps://10.0.0.2:8443"}
          className="font-mono text-xs"
        />
      )}
    </Field>
    <Field
      form={form}
      name="fingerprint"
      label="Certificate fingerprint"
      autoComplete="off"
      spellCheck={false}
      className="[&_input]:font-mono [&_input]:text-xs"
      help={
        <>
          SHA-256. <Code>lxc info | grep fingerprint</Code> prints it on a member.
        </>
      }
    />
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        form={form}
        name="storagePool"
        label="Storage pool"
        autoComplete="off"
        spellCheck={false}
        help="On every member. Volumes and instances lie in it."
      />
      <Field
        form={form}
        name="uplink"
        label="Uplink"
        autoComplete="off"
        spellCheck={false}
        help="The network interface that joins the members."
      />
    </div>
  </Step>
)

const radio = "flex items-start gap-2 rounded-lg border bg-card p-3 has-checked:border-primary has-checked:bg-accent/40"

export function TrustStep({ form, onPrepare, preparing }: { form: Form; onPrepare: () => void; preparing: boolean }) {
  const [trust, certificate] = form.watch(["trust", "certificate"])
  return (
    <Step legend="2. How it trusts us" help="We keep the key of our certificate encrypted; it never leaves the portal.">
      <div className="grid gap-3 sm:grid-cols-2">
        <label className={radio}>
          <input type="radio" value="token" className="mt-1 accent-primary" {...form.register("trust")} />
          <span>
            <span className="block font-medium">By a token</span>
            <span className="text-compact text-muted-foreground">The cluster makes one, good for one use.</span>
          </span>
        </label>
        <label className={radio}>
          <input type="radio" value="certificate" className="mt-1 accent-primary" {...form.register("trust")} />
          <span>
            <span className="block font-medium">By our certificate</span>
            <span className="text-compact text-muted-foreground">You add it to the cluster's trust store.</span>
          </span>
        </label>
      </div>
      {trust === "token" ? (
        <Field
          form={form}
          name="token"
          label="Trust token"
          autoComplete="off"
          spellCheck={false}
          className="[&_input]:font-mono [&_input]:text-xs"
          help={
            <>
              <Code>lxc config trust add --name gridline</Code> prints one. It is not kept: after a reload, enter it
              again, unless a test of the connection has used it already.
            </>
          }
        />
      ) : certificate ? (
        <div className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="font-medium text-sm">Our certificate</span>
            <CopyId value={certificate} label="certificate" shown="Copy" />
          </div>
          <pre className="max-h-40 overflow-auto rounded-lg border bg-muted p-3 font-mono text-xs">{certificate}</pre>
          <p className="text-compact text-muted-foreground">
            Save it as gridline.crt, then run <Code>lxc config trust add gridline.crt --name gridline</Code> on one
            member.
          </p>
        </div>
      ) : (
        <Button variant="outline" className="w-fit" pending={preparing} onClick={onPrepare}>
          Show our certificate
        </Button>
      )}
    </Step>
  )
}

/** Whether the machines have controllers, and how they are reached. */
export function PowerFields({ form, passwordHelp }: { form: Form; passwordHelp: string }) {
  const hasPower = form.watch("hasPower")
  return (
    <>
      <label className="flex items-center gap-2">
        <input type="checkbox" className="accent-primary" {...form.register("hasPower")} />
        The machines have Redfish controllers
      </label>
      {hasPower && (
        <>
          <Field
            form={form}
            name="powerUrl"
            label="Controller address"
            placeholder="https://bmc.example"
            autoComplete="off"
            spellCheck={false}
            help="A member's name is the system's id there."
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field form={form} name="powerUser" label="User" autoComplete="off" spellCheck={false} />
            <Field
              form={form}
              name="powerPassword"
              label="Password"
              type="password"
              autoComplete="new-password"
              help={passwordHelp}
            />
          </div>
          <Field
            form={form}
            name="powerCertificate"
            label="Controller certificate (optional)"
            help="PEM, when no known authority signed it."
          >
            {(control) => (
              <Textarea
                {...control}
                {...form.register("powerCertificate")}
                rows={3}
                spellCheck={false}
                className="font-mono text-xs"
              />
            )}
          </Field>
        </>
      )}
    </>
  )
}

export const PowerStep = ({ form }: { form: Form }) => (
  <Step
    legend="3. Power of its machines"
    help="With Redfish a machine that does not answer is cut off before its work starts elsewhere, which is sooner and safer. Without it, power is switched by hand."
  >
    <PowerFields form={form} passwordHelp="Kept encrypted." />
  </Step>
)

export function SiteStep({ form }: { form: Form }) {
  const trpc = useTRPC()
  const partners = useQuery(trpc.provider.partners.list.queryOptions())
  const sites = useQuery(trpc.provider.dataCenters.list.queryOptions())
  const isNew = form.watch("partner") === newPartner
  return (
    <Step legend="4. The data center it becomes">
      <Field form={form} name="partner" label="Hosting partner">
        {(control) => (
          <NativeSelect {...control} {...form.register("partner")}>
            <option value="">Choose</option>
            {partners.data?.items.map((partner) => (
              <option key={partner.id} value={partner.slug}>
                {partner.name}
              </option>
            ))}
            <option value={newPartner}>A new partner</option>
          </NativeSelect>
        )}
      </Field>
      {isNew && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field form={form} name="partnerName" label="Partner's name" autoComplete="off" />
          <Field form={form} name="partnerCountry" label="Partner's country" placeholder="NL" maxLength={2} />
        </div>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          form={form}
          name="name"
          label="Name"
          placeholder="Rotterdam 1"
          autoComplete="off"
          help="Its short name is made of it and is part of its nodes' names."
        />
        <Field form={form} name="pricesOf" label="Prices" help="Taken over from this data center as they are now.">
          {(control) => (
            <NativeSelect {...control} {...form.register("pricesOf")}>
              <option value="">Choose</option>
              {sites.data?.items.map((site) => (
                <option key={site.id} value={site.slug}>
                  As in {site.name} ({site.currency})
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field form={form} name="city" label="City" autoComplete="off" />
        <Field form={form} name="country" label="Country" placeholder="NL" maxLength={2} autoComplete="off" />
        <Field
          form={form}
          name="latitude"
          label="Latitude"
          placeholder="51.92"
          inputMode="decimal"
          autoComplete="off"
        />
        <Field
          form={form}
          name="longitude"
          label="Longitude"
          placeholder="4.48"
          inputMode="decimal"
          autoComplete="off"
        />
      </div>
    </Step>
  )
}
