import type { ApiError } from "@/lib/schemas/base"
import { isApiError } from "./api-error"
import { csrfHeaders } from "./trpc"

/** What the portal says of a refused transfer, in the shape that `apiErrorOf` reads. */
export class TransferError extends Error {
  readonly data: { api: ApiError }
  constructor(status: number, body: string) {
    const api = parse(body) ?? {
      code: status === 0 ? "unreachable" : status === 401 ? "unauthenticated" : "internal",
      message:
        status === 0
          ? "The connection broke. Nothing half-written is kept; try again."
          : `The portal answered ${status}. Try again in a moment.`,
    }
    super(api.message)
    this.data = { api }
  }
}

function parse(body: string): ApiError | null {
  try {
    const sent: unknown = JSON.parse(body)
    return isApiError(sent) ? sent : null
  } catch {
    return null // a proxy's page, or nothing
  }
}

/** Sends a file; the answer's text. `onProgress` gets 0–1. A request object, as `fetch` cannot tell how much has been sent. */
export function sendFile(
  method: "PUT" | "POST",
  url: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(csrfHeaders)) request.setRequestHeader(name, value)
    request.setRequestHeader("content-type", "application/octet-stream")
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () =>
      request.status < 300
        ? resolve(request.responseText)
        : reject(new TransferError(request.status, request.responseText))
    request.onerror = () => reject(new TransferError(0, ""))
    request.onabort = () => reject(new DOMException("Stopped by the person.", "AbortError"))
    signal.addEventListener("abort", () => request.abort(), { once: true })
    request.send(file)
  })
}
