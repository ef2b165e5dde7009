import type { IncomingMessage } from "node:http"

/**
 * Whoever asked closed the page before the answer was there, which ended the work. That is no fault of anybody, so nothing to log;
 * an abort while the connection stands is.
 */
export const leftEarly = (error: unknown, req: IncomingMessage): boolean =>
  req.socket.destroyed && error instanceof Error && error.name === "AbortError"
