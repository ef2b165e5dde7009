import { useRef } from "react"

type FocusHandlers = { onOpenAutoFocus?: (event: Event) => void; onCloseAutoFocus?: (event: Event) => void }

/**
 * Handlers for a dialog's content: closing gives the focus back to what had it. The library does so only for a dialog with a
 * trigger; ours are often opened by state, and the focus would fall to the page's start.
 */
export function useReturnFocus({ onOpenAutoFocus, onCloseAutoFocus }: FocusHandlers): Required<FocusHandlers> {
  const from = useRef<Element | null>(null)
  return {
    onOpenAutoFocus: (event) => {
      from.current = document.activeElement
      onOpenAutoFocus?.(event)
    },
    onCloseAutoFocus: (event) => {
      onCloseAutoFocus?.(event)
      const target = from.current
      // A menu item that opened the dialog is gone by now: then the library does what it can.
      if (event.defaultPrevented || !(target instanceof HTMLElement) || !target.isConnected) return
      event.preventDefault()
      target.focus()
    },
  }
}
