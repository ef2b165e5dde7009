"use client"

import { Menu } from "lucide-react"
import dynamic from "next/dynamic"
import { usePathname } from "next/navigation"
import { type ReactNode, Suspense, useEffect, useState } from "react"
import { Button } from "../ui/button"

const RailSheet = dynamic(() => import("./rail-sheet"), { ssr: false })

/** Rail on the left, bar on top, the page between. On a phone the rail is a sheet. */
export function Shell({
  rail,
  bar,
  notice,
  children,
}: {
  /** Drawn with `collapsed` as icons; `onCollapse` toggles. */
  rail: (state: { collapsed: boolean; onCollapse: () => void }) => ReactNode
  bar: ReactNode
  notice?: ReactNode
  children: ReactNode
}) {
  const [collapsed, setCollapsed] = useState(false)
  const [sheet, setSheet] = useState(false)
  const pathname = usePathname()
  useEffect(() => setCollapsed(localStorage.getItem("gridline.rail") === "icons"), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address closes the sheet
  useEffect(() => setSheet(false), [pathname])
  const onCollapse = () => {
    localStorage.setItem("gridline.rail", collapsed ? "wide" : "icons")
    setCollapsed(!collapsed)
  }
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside
        className={`sticky top-0 hidden h-dvh shrink-0 border-r bg-rail transition-[width] md:block ${collapsed ? "w-14" : "w-60"}`}
      >
        {rail({ collapsed, onCollapse })}
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-30 border-b bg-background/95 backdrop-blur-sm">
          <div className="flex h-12 items-center gap-1.5 px-2 sm:px-4">
            <Button
              variant="ghost"
              size="icon-sm"
              className="md:hidden"
              aria-label="Open navigation"
              onClick={() => setSheet(true)}
            >
              <Menu aria-hidden />
            </Button>
            {bar}
          </div>
          {notice}
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Suspense>{children}</Suspense>
        </main>
      </div>
      {sheet && (
        <RailSheet onClose={() => setSheet(false)}>
          {rail({ collapsed: false, onCollapse: () => setSheet(false) })}
        </RailSheet>
      )}
    </div>
  )
}
