"use client"

import { useTheme } from "next-themes"
import { type ComponentType, type ReactNode, useEffect, useState } from "react"
import { apiErrorOf } from "../api-error"

type Options = {
  description?: string
  /** Reversible acts offer their way back. */
  action?: { label: string; onClick: () => void }
  durationMs?: number
}
type Shown = { kind: "success" | "error" | "message"; text: string; options: Options }
type Sonner = typeof import("sonner")

// Sonner is fetched with the first toast: most page views never show one.
let loading: Promise<Sonner> | null = null
let mount: ((Host: ComponentType) => void) | null = null

async function show({ kind, text, options }: Shown): Promise<void> {
  loading ??= import("sonner")
  const { toast: call, Toaster: Host } = await loading
  mount?.(() => <Themed Host={Host} />)
  const { durationMs, ...rest } = options
  call[kind](text, { ...rest, ...(durationMs === undefined ? {} : { duration: durationMs }) })
}

export const toast = {
  success: (text: string, options: Options = {}) => void show({ kind: "success", text, options }),
  message: (text: string, options: Options = {}) => void show({ kind: "message", text, options }),
  /** Takes a sentence or whatever a call threw. */
  error: (error: unknown, options: Options = {}) =>
    void show({ kind: "error", text: typeof error === "string" ? error : apiErrorOf(error).message, options }),
}

function Themed({ Host }: { Host: Sonner["Toaster"] }): ReactNode {
  const { resolvedTheme } = useTheme()
  return (
    <Host
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{
        style: {
          background: "var(--popover)",
          color: "var(--popover-foreground)",
          borderColor: "var(--border)",
          borderRadius: "8px",
          fontFamily: "var(--font-sans)",
        },
      }}
    />
  )
}

export function Toaster() {
  const [Host, setHost] = useState<ComponentType | null>(null)
  useEffect(() => {
    mount = (next) => setHost((current: ComponentType | null) => current ?? next)
    return () => {
      mount = null
    }
  }, [])
  return Host ? <Host /> : null
}
