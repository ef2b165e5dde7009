import type { ServerResponse } from "node:http"

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const style = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;
font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}main{max-width:34rem;padding:2rem}
h1{font-size:1.4rem;margin:0 0 .5rem}p{margin:.5rem 0;opacity:.8}code{font-size:.85em}`

/** The page a person sees when there is nothing to show; programs see the status and `retry-after`. */
export function sendNotice(
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  detail?: string,
): void {
  if (response.headersSent) return void response.destroy()
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>
${detail ? `<p><code>${escapeHtml(detail)}</code></p>` : ""}</main></html>`
  const headers: Record<string, string> = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }
  if (status >= 502) headers["retry-after"] = "2"
  response.writeHead(status, headers)
  response.end(body)
}
