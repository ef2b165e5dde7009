"use client"

import { useQuery } from "@tanstack/react-query"
import { Command } from "cmdk"
import { CornerDownLeft, Moon, Plus } from "lucide-react"
import { useRouter } from "next/navigation"
import { useTheme } from "next-themes"
import type { ReactNode } from "react"
import { Glyph } from "../glyph"
import { useTRPC } from "../trpc"
import { Dialog, DialogContent, DialogTitle } from "../ui/dialog"
import { StateIcon } from "../ui/state-badge"
import { usePageCommands } from "./page-commands"
import type { Place } from "./shortcuts"
import { useTenant } from "./tenant"

const Row = ({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm data-[selected=true]:bg-accent [&_svg]:size-4 [&_svg]:text-muted-foreground"
  >
    {children}
  </Command.Item>
)
const heading =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted-foreground [&_[cmdk-group-heading]]:text-xs"

/** What the page of the moment can do. */
function PageGroup({ onClose }: { onClose: () => void }) {
  const page = usePageCommands()
  if (!page) return null
  return (
    <Command.Group heading={page.heading} className={heading}>
      {page.commands
        .filter(({ isEnabled }) => isEnabled())
        .map(({ id, title, keys, run }) => (
          <Row
            key={id}
            value={`${page.heading} ${title} ${id}`}
            onSelect={() => {
              onClose()
              // The dialog gives the focus back first.
              setTimeout(run, 0)
            }}
          >
            <span className="flex-1">{title}</span>
            {keys.length > 0 && <kbd className="font-mono text-muted-foreground text-xs">{keys.join(" ")}</kbd>}
          </Row>
        ))}
    </Command.Group>
  )
}

/** Search over places, data centers and applications, and the acts that need no page. */
export default function CommandPalette({ places, onClose }: { places: Place[]; onClose: () => void }) {
  const { tenant, to, can } = useTenant()
  const trpc = useTRPC()
  const router = useRouter()
  const { resolvedTheme, setTheme } = useTheme()
  const vdcs = useQuery(trpc.vdcs.list.queryOptions({ tenantId: tenant.id, limit: 100 }))
  const applications = useQuery(
    trpc.applications.list.queryOptions({ tenantId: tenant.id, limit: 100 }, { enabled: can("application:read") }),
  )
  const go = (href: string) => () => {
    onClose()
    router.push(href)
  }
  const slugOf = (vdcId: string) => vdcs.data?.items.find((vdc) => vdc.id === vdcId)?.slug ?? vdcId
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        className="top-[12%] max-w-xl translate-y-0 gap-0 overflow-hidden p-0 [&>button]:hidden"
        aria-describedby={undefined}
      >
        <DialogTitle className="sr-only">Search and commands</DialogTitle>
        <Command label="Search and commands" className="flex min-h-0 flex-col">
          <Command.Input
            autoFocus
            placeholder="Go to, or do…"
            className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-muted-foreground"
          />
          <Command.List className="max-h-96 overflow-y-auto p-1.5">
            <Command.Empty className="px-3 py-8 text-center text-muted-foreground">
              Nothing has this name.
            </Command.Empty>
            <PageGroup onClose={onClose} />
            <Command.Group heading="Applications" className={heading}>
              {applications.data?.items.map((app) => (
                <Row
                  key={app.id}
                  value={`application ${app.title} ${app.slug} ${app.id}`}
                  onSelect={go(to(`/vdc/${slugOf(app.vdcId)}/applications/${app.slug}`))}
                >
                  <StateIcon state={app.state} />
                  <span className="min-w-0 flex-1 truncate">{app.title}</span>
                  <span className="text-muted-foreground text-xs">{app.summary}</span>
                </Row>
              ))}
            </Command.Group>
            <Command.Group heading="Data centers" className={heading}>
              {vdcs.data?.items.map((vdc) => (
                <Row key={vdc.id} value={`vdc ${vdc.name} ${vdc.slug} ${vdc.id}`} onSelect={go(to(`/vdc/${vdc.slug}`))}>
                  <Glyph name="node" />
                  {vdc.name}
                </Row>
              ))}
            </Command.Group>
            <Command.Group heading="Do" className={heading}>
              {can("application:configure") &&
                vdcs.data?.items.map((vdc) => (
                  <Row
                    key={vdc.id}
                    value={`new application in ${vdc.name} ${vdc.id}`}
                    onSelect={go(to(`/vdc/${vdc.slug}/applications/new`))}
                  >
                    <Plus aria-hidden />
                    New application in {vdc.name}
                  </Row>
                ))}
              {can("vdc:create") && (
                <Row value="add a data center buy vdc" onSelect={go(to("/vdc/new"))}>
                  <Plus aria-hidden />
                  Add a data center
                </Row>
              )}
              <Row
                value="switch light dark theme"
                onSelect={() => {
                  setTheme(resolvedTheme === "dark" ? "light" : "dark")
                  onClose()
                }}
              >
                <Moon aria-hidden />
                Switch between light and dark
              </Row>
            </Command.Group>
            <Command.Group heading="Go to" className={heading}>
              {places.map((place) => (
                <Row key={place.href} value={`go to ${place.title}`} onSelect={go(place.href)}>
                  <CornerDownLeft aria-hidden />
                  <span className="flex-1">{place.title}</span>
                  <kbd className="font-mono text-muted-foreground text-xs">g {place.key}</kbd>
                </Row>
              ))}
            </Command.Group>
          </Command.List>
        </Command>
      </DialogContent>
    </Dialog>
  )
}
