"use client"

import type { ReactNode } from "react"
import { Sheet, SheetContent, SheetTitle } from "../ui/sheet"

export default function RailSheet({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="left" className="w-72 bg-rail" aria-describedby={undefined}>
        <SheetTitle className="sr-only">Navigation</SheetTitle>
        {children}
      </SheetContent>
    </Sheet>
  )
}
