"use client"

import { Button } from "../ui/button"
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog"
import type { ClassOut } from "./catalog"

/** A class let go over a component of the same class: one more of that, or one beside it. */
export default function DropChoice({
  each,
  name,
  count,
  onMore,
  onNew,
  onClose,
}: {
  each: ClassOut
  name: string
  count: number
  onMore: () => void
  onNew: () => void
  onClose: () => void
}) {
  const isFull = count >= each.boundary.count.max
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>One more {name}?</DialogTitle>
          <DialogDescription>
            {isFull
              ? `${name} has ${count} of at most ${each.boundary.count.max} instances.`
              : `${name} would have ${count + 1} instances with the same properties and wires. A new component has its own.`}
          </DialogDescription>
        </DialogHeader>
        <DialogFooter>
          <Button variant="outline" onClick={onNew}>
            A new component
          </Button>
          <Button disabled={isFull} onClick={onMore}>
            One more of {name}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
