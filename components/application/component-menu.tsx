"use client"

import { useMutation } from "@tanstack/react-query"
import { Ellipsis, Play, RotateCw, ScrollText, Square, SquareTerminal } from "lucide-react"
import Link from "next/link"
import type { ComponentOut } from "@/lib/schemas/application"
import { useTenant } from "../frame/tenant"
import { useTRPC } from "../trpc"
import { Button } from "../ui/button"
import { LazyMenu } from "../ui/lazy-menu"
import { useApplication } from "./application-context"
import { useActed } from "./use-acted"

/** The part of a path that names the component inside its application: "shop:main.web[3]" → "web[3]". */
export const shortPath = (path: string): string => path.slice(path.lastIndexOf(".") + 1)

/** What can be done with one instance. */
export function ComponentMenu({ component }: { component: ComponentOut }) {
  const { tenant, can } = useTenant()
  const { inside } = useApplication()
  const trpc = useTRPC()
  const options = useActed()
  const start = useMutation(trpc.components.start.mutationOptions(options))
  const stop = useMutation(trpc.components.stop.mutationOptions(options))
  const restart = useMutation(trpc.components.restart.mutationOptions(options))
  const input = { tenantId: tenant.id, componentId: component.id }
  const name = shortPath(component.path)
  return (
    <LazyMenu
      align="end"
      trigger={
        <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {({ DropdownMenuItem }) => (
        <>
          <DropdownMenuItem asChild>
            <Link href={inside(`/logs?component=${component.id}`)}>
              <ScrollText aria-hidden />
              Logs
            </Link>
          </DropdownMenuItem>
          {can("component:exec") && (
            <DropdownMenuItem asChild>
              <Link href={inside(`/console?component=${component.id}`)}>
                <SquareTerminal aria-hidden />
                Console
              </Link>
            </DropdownMenuItem>
          )}
          {can("application:control") && (
            <>
              {component.wanted === "stopped" ? (
                <DropdownMenuItem onSelect={() => start.mutate(input)}>
                  <Play aria-hidden />
                  Start
                </DropdownMenuItem>
              ) : (
                <DropdownMenuItem onSelect={() => stop.mutate(input)}>
                  <Square aria-hidden />
                  Stop
                </DropdownMenuItem>
              )}
              <DropdownMenuItem disabled={component.wanted === "stopped"} onSelect={() => restart.mutate(input)}>
                <RotateCw aria-hidden />
                Restart
              </DropdownMenuItem>
            </>
          )}
        </>
      )}
    </LazyMenu>
  )
}
