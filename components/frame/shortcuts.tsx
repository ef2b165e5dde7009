"use client"

import dynamic from "next/dynamic"
import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"

const ShortcutSheet = dynamic(() => import("./shortcut-sheet"), { ssr: false })

export type Place = { key: string; title: string; href: string }

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.role === "slider")

/** `g` then a letter goes places, `?` shows what there is, Ctrl-K or ⌘K opens the commands. */
export function Shortcuts({ places, onCommand }: { places: Place[]; onCommand: () => void }) {
  const router = useRouter()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    let going = 0
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault()
        onCommand()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector("[role=dialog],[role=alertdialog],[role=menu]")) return
      const waited = Date.now() - going
      going = 0
      if (event.key === "?") {
        event.preventDefault()
        setShown(true)
      } else if (event.key === "g") going = Date.now()
      else if (waited < 1_500) {
        const place = places.find((each) => each.key === event.key)
        if (!place) return
        event.preventDefault()
        router.push(place.href)
      }
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [places, onCommand, router])
  return shown ? <ShortcutSheet places={places} onClose={() => setShown(false)} /> : null
}
