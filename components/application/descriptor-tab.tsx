"use client"

import { useQuery } from "@tanstack/react-query"
import { Copy, Download } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { ErrorState } from "../ui/error-state"
import { Skeleton } from "../ui/skeleton"
import { toast } from "../ui/toaster"
import { useVdc } from "../vdc/vdc-context"
import { useApplication } from "./application-context"

/** The drawing as text: to keep beside one's code, to compare, and to make the same application of elsewhere. */
export function DescriptorTab() {
  const { tenant, can } = useTenant()
  const { at } = useVdc()
  const { application } = useApplication()
  const trpc = useTRPC()
  const asked = useQuery(
    trpc.applications.descriptor.queryOptions({ tenantId: tenant.id, applicationId: application.id }),
  )
  if (asked.error && !asked.data) return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Skeleton className="h-96 w-full" />
  const { descriptor, fileName } = asked.data
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <p className="min-w-0 flex-1 text-compact text-muted-foreground">
          Revision {application.revision.number}. What volumes hold is not in it.
          {can("application:configure") && (
            <>
              {" "}
              <Link className="underline underline-offset-2" href={at("/applications/new?from=descriptor")}>
                Make an application of one
              </Link>
            </>
          )}
        </p>
        <Button variant="outline" size="sm" onClick={() => void copyText(descriptor)}>
          <Copy aria-hidden />
          Copy
        </Button>
        <Button asChild variant="outline" size="sm">
          <a href={`data:application/yaml;charset=utf-8,${encodeURIComponent(descriptor)}`} download={fileName}>
            <Download aria-hidden />
            Download
          </a>
        </Button>
      </div>
      <NumberedLines text={descriptor} />
    </Card>
  )
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast.success("The descriptor was copied.")
  } catch {
    toast.error("The browser did not allow copying. Download it, or select it and copy it by hand.")
  }
}

/** Scrolls by the keyboard, too. */
const NumberedLines = ({ text }: { text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
  <section className="max-h-[65dvh] overflow-auto" aria-label="Descriptor" tabIndex={0}>
    <ol className="min-w-max py-2 font-mono text-compact leading-5">
      {text
        .trimEnd()
        .split("\n")
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its number
          <li key={at} className="flex gap-4 px-3">
            <span aria-hidden className="w-8 shrink-0 select-none text-right text-muted-foreground tabular">
              {at + 1}
            </span>
            <span className="whitespace-pre">{line || " "}</span>
          </li>
        ))}
    </ol>
  </section>
)
