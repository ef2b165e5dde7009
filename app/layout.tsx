import type { Metadata, Viewport } from "next"
import type { ReactNode } from "react"
import "./globals.css"
import { Providers } from "./providers"

export const metadata: Metadata = {
  title: { default: "Gridline", template: "%s · Gridline" },
  description:
    "Virtual data centers on machines that belong to you alone: start an application, watch it run, read the bill.",
  icons: { icon: "/favicon.svg" },
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafafa" },
    { media: "(prefers-color-scheme: dark)", color: "#18181b" },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  // The theme script sets the class before the first paint, so server and client differ on <html> alone.
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
