/** A wish to stop. `signal` interrupts the set-up, `forced` whatever waits politely. */
export type Stop = {
  readonly signal: AbortSignal
  readonly forced: AbortSignal
  readonly requested: Promise<void>
  /** Throws if stopping has been asked for: called between steps. */
  check(): void
  begin(): void
}

/** A terminal and npm both pass one Ctrl-C on, so the same wish arrives twice; a second one comes later. */
const sameWishMs = 1_000

export function listenForStop(): Stop {
  const polite = new AbortController()
  const forced = new AbortController()
  let firstAt = 0
  const requested = new Promise<void>((resolve) =>
    polite.signal.addEventListener("abort", () => resolve(), { once: true }),
  )
  const heard = (name: NodeJS.Signals) => {
    const now = performance.now()
    if (!polite.signal.aborted) {
      firstAt = now
      process.stdout.write(`\n${name}: stopping. Once more does not wait.\n`)
      polite.abort(new Error("stopped"))
    } else if (now - firstAt > sameWishMs) {
      forced.abort(new Error("forced"))
    }
  }
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, heard)
  watchParent(() => heard("SIGHUP"))
  // A terminal that closes takes the output with it; stopping goes on without.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error
  })
  return {
    signal: polite.signal,
    forced: forced.signal,
    requested,
    check: () => polite.signal.throwIfAborted(),
    begin: () => polite.abort(new Error("stopped")),
  }
}

/** npm passes signals on, but cannot when it is killed itself: then we are somebody else's child, and not wanted. */
function watchParent(gone: () => void): void {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, 500)
  timer.unref()
}
