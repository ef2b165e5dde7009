"use client"

import { Plus } from "lucide-react"
import Link from "next/link"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { Card } from "../ui/card"
import { useVdc } from "../vdc/vdc-context"
import { VdcFrame } from "../vdc/vdc-frame"
import { ApplicationTable } from "./application-table"

export function ApplicationsPage() {
  const { at } = useVdc()
  const { can } = useTenant()
  return (
    <VdcFrame
      actions={
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
      <Card>
        <ApplicationTable />
      </Card>
    </VdcFrame>
  )
}
