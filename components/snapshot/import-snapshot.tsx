"use client"

import { Upload } from "lucide-react"
import dynamic from "next/dynamic"
import { useState } from "react"
import { useTenant } from "../frame/tenant"
import { Button } from "../ui/button"

const ImportSheet = dynamic(() => import("./import-sheet"), { ssr: false })

/** A snapshot that was downloaded, here or from another Gridline. */
export function ImportSnapshot() {
  const { can } = useTenant()
  const [open, setOpen] = useState(false)
  if (!can("application:configure")) return null
  return (
    <>
      <Button variant="outline" onClick={() => setOpen(true)}>
        <Upload aria-hidden />
        Import
      </Button>
      {open && <ImportSheet onClose={() => setOpen(false)} />}
    </>
  )
}
