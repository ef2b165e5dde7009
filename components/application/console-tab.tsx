"use client"

import { ShieldAlert, SquareTerminal, Unplug } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { fabricNames } from "@/lib/fabric"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { EmptyState } from "../ui/empty-state"
import { InlineError } from "../ui/error-state"
import { NativeSelect } from "../ui/input"
import { Skeleton } from "../ui/skeleton"
import { useUrlState } from "../ui/url-state"
import { useVdc } from "../vdc/vdc-context"
import { useApplication } from "./application-context"
import { shortPath } from "./component-menu"
import type { Ended } from "./terminal"

const Terminal = dynamic(() => import("./terminal"), {
  ssr: false,
  loading: () => <Skeleton className="h-[min(65dvh,40rem)] w-full rounded-none" />,
})

/** A shell in one of the application's components. */
export function ConsoleTab() {
  const { can } = useTenant()
  const { vdc } = useVdc()
  if (!can("component:exec"))
    return (
      <Card>
        <EmptyState icon={ShieldAlert} title="Your role may not open a console">
          Ask an owner, admin or engineer of the company.
        </EmptyState>
      </Card>
    )
  if (vdc.dataCenter.fabric === "embedded")
    return (
      <Card>
        <EmptyState icon={SquareTerminal} title="No console in this data center">
          {vdc.dataCenter.name} runs on {fabricNames.embedded}: its components are not kept apart from the machine they
          are on, and a shell in one would be a shell on that. Look at Logs, and at the files of its volumes.
        </EmptyState>
      </Card>
    )
  return <Sessions />
}

function Sessions() {
  const { tenant } = useTenant()
  const { application } = useApplication()
  const [chosen, setChosen] = useUrlState("component")
  // Counts sessions: the next one is a new terminal.
  const [session, setSession] = useState<{ componentId: string; number: number } | null>(null)
  const [end, setEnd] = useState<Ended | null>(null)
  const running = application.instances.filter((each) => each.state === "running")
  const component = running.find((each) => each.id === chosen) ?? running[0]
  const isOpen = session !== null && end === null
  const connect = () => {
    if (!component) return
    setEnd(null)
    setSession({ componentId: component.id, number: (session?.number ?? 0) + 1 })
  }
  if (!component)
    return (
      <Card>
        <EmptyState icon={SquareTerminal} title="Nothing runs now">
          A console is opened in a component that runs. Start the application first.
        </EmptyState>
      </Card>
    )
  return (
    <Card className="overflow-hidden">
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <NativeSelect
          aria-label="Component"
          className="h-8 w-auto"
          value={component.id}
          disabled={isOpen}
          onChange={(event) => setChosen(event.target.value)}
        >
          {running.map((each) => (
            <option key={each.id} value={each.id}>
              {shortPath(each.path)}
            </option>
          ))}
        </NativeSelect>
        {isOpen ? (
          <Button variant="outline" size="sm" onClick={() => setEnd({ failed: false, sentence: "You hung up." })}>
            <Unplug aria-hidden />
            Hang up
          </Button>
        ) : (
          <Button size="sm" onClick={connect}>
            <SquareTerminal aria-hidden />
            {session ? "Connect again" : "Connect"}
          </Button>
        )}
        <p className="ml-auto text-muted-foreground text-xs">
          {isOpen
            ? "Shift+Tab leaves the terminal."
            : "As root. That you opened it is in the audit log, what you type is not."}
        </p>
      </div>
      {end &&
        (end.failed ? (
          <InlineError error={end.sentence} className="m-3" />
        ) : (
          <p role="status" className="px-4 py-3 text-muted-foreground">
            {end.sentence}
          </p>
        ))}
      {isOpen ? (
        <Terminal
          key={session.number}
          address={`/api/v1/components/${session.componentId}/console?tenantId=${tenant.id}`}
          label={`Terminal of ${shortPath(component.path)}`}
          onEnd={setEnd}
        />
      ) : (
        !end && (
          <EmptyState icon={SquareTerminal} title={`A shell in ${shortPath(component.path)}`}>
            It ends when you leave this page. What you change inside a component is gone when it is made anew on another
            node: what is to stay belongs on a volume.
          </EmptyState>
        )
      )}
    </Card>
  )
}
