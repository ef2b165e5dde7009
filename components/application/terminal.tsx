"use client"

import "@xterm/xterm/css/xterm.css"
import { FitAddon } from "@xterm/addon-fit"
import { Terminal as Xterm } from "@xterm/xterm"
import { useEffect, useRef } from "react"
import type { ConsoleEnd, ConsoleRequest } from "@/lib/schemas/console"
import { isApiError } from "../api-error"

/** How a session came to its end, in a sentence. */
export type Ended = { failed: boolean; sentence: string }

const lost: Ended = {
  failed: true,
  sentence: "The connection to the portal was lost. What ran at this terminal was hung up on.",
}

function endOf(text: string): Ended {
  const told = JSON.parse(text) as ConsoleEnd
  if ("error" in told && isApiError(told.error)) return { failed: true, sentence: told.error.message }
  return { failed: false, sentence: `The session has ended${"exitCode" in told ? ` (code ${told.exitCode})` : ""}.` }
}

/** One session over one web socket, for as long as this is on the page. `onEnd` is called once. */
export default function Terminal({
  address,
  label,
  onEnd,
}: {
  /** Path of the console, with its query. */
  address: string
  label: string
  onEnd: (end: Ended) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const ended = useRef(onEnd)
  ended.current = onEnd
  useEffect(() => {
    const place = box.current
    if (!place) return
    const style = getComputedStyle(place)
    const terminal = new Xterm({
      fontFamily: style.getPropertyValue("--font-mono") || "monospace",
      fontSize: 13,
      cursorBlink: true,
      scrollback: 5_000,
      screenReaderMode: true,
      // Dark in both themes: programs choose their colours for it.
      theme: { background: "#16161a", foreground: "#ececf1", selectionBackground: "#3b5b73" },
    })
    const fit = new FitAddon()
    terminal.loadAddon(fit)
    terminal.open(place)
    // Everything else is the shell's; this way the keyboard gets out again.
    terminal.attachCustomKeyEventHandler((event) => !(event.key === "Tab" && event.shiftKey))
    fit.fit()
    const url = new URL(address, location.href)
    url.protocol = url.protocol.replace("http", "ws")
    url.searchParams.set("columns", String(terminal.cols))
    url.searchParams.set("rows", String(terminal.rows))
    const socket = new WebSocket(url)
    socket.binaryType = "arraybuffer"
    let end: Ended | null = null
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === "string") end = endOf(data)
      else terminal.write(new Uint8Array(data))
    }
    socket.onclose = ({ code, reason }) =>
      ended.current(end ?? (code === 1001 && reason ? { failed: true, sentence: `${reason} Connect again.` } : lost))
    const keys = new TextEncoder()
    terminal.onData((text) => socket.readyState === WebSocket.OPEN && socket.send(keys.encode(text)))
    terminal.onResize(({ cols: columns, rows }) => {
      const request: ConsoleRequest = { resize: { columns, rows } }
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request))
    })
    const sized = new ResizeObserver(() => fit.fit())
    sized.observe(place)
    terminal.focus()
    return () => {
      sized.disconnect()
      socket.onclose = null
      socket.close()
      terminal.dispose()
    }
  }, [address])
  return <section ref={box} aria-label={label} className="h-[min(65dvh,40rem)] overflow-hidden bg-[#16161a] p-2" />
}
