"use client"

import { Ellipsis, PowerOff } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"
import { LazyMenu } from "../ui/lazy-menu"
import { useVdc } from "./vdc-context"

const CloseDialog = dynamic(() => import("./close-dialog"), { ssr: false })

/** What can be done with the data center as a whole, for those who may. */
export function VdcActions() {
  const { vdc } = useVdc()
  const { can } = useTenant()
  const [closing, setClosing] = useState(false)
  if (!can("vdc:create") || vdc.state === "closing" || vdc.state === "closed") return null
  return (
    <>
      <LazyMenu
        align="end"
        trigger={
          <Button variant="outline" size="icon" aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {({ DropdownMenuItem }) => (
          <DropdownMenuItem variant="destructive" onSelect={() => setClosing(true)}>
            <PowerOff aria-hidden />
            Close data center
          </DropdownMenuItem>
        )}
      </LazyMenu>
      {closing && <CloseDialog onClose={() => setClosing(false)} />}
    </>
  )
}
