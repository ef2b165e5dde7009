"use client"

import { Boxes, Plus } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { EmptyState } from "../ui/empty-state"
import { useVdc } from "../vdc/vdc-context"

export function NoApplication() {
  const { can } = useTenant()
  const { at } = useVdc()
  return (
    <EmptyState
      icon={Boxes}
      title="No application yet"
      action={
        can("application:configure") && (
          <Button asChild>
            <Link href={at("/applications/new")}>
              <Plus aria-hidden />
              New application
            </Link>
          </Button>
        )
      }
    >
      An application is a set of components that is started, stopped and billed as one thing. Begin with a template and
      watch it come up.
    </EmptyState>
  )
}
