"use client"

import { Camera } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"

const TakeSheet = dynamic(() => import("./take-sheet"), { ssr: false })

export type Taken = { id: string; slug: string; title: string }

export function TakeSnapshot({ application }: { application: Taken }) {
  const { can } = useTenant()
  const [open, setOpen] = useState(false)
  if (!can("application:configure")) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted-foreground text-compact">
        Each is kept on one node: it helps when a change went wrong, not when that node is lost.
      </p>
      <Button onClick={() => setOpen(true)}>
        <Camera aria-hidden />
        Take snapshot
      </Button>
      {open && <TakeSheet application={application} onClose={() => setOpen(false)} />}
    </div>
  )
}
