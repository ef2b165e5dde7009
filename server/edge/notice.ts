import type { ServerResponse } from "node:http"

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
const asHtml = (text: string) => text.replace(/[&<>"]/g, (c) => escapes[c] ?? c)

/** A page for visitors when there is nothing to pass them on to: says what is, without a word of our insides. */
export function sendNotice(res: ServerResponse, status: 404 | 502 | 503, title: string, text: string): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  const refresh = status === 404 ? "" : '<meta http-equiv="refresh" content="3">'
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8">${refresh}<meta name="viewport" content="width=device-width">
<title>${asHtml(title)}</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:#fafafa;color:#18181b}
main{max-width:28rem;padding:2rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0;color:#52525b}@media(prefers-color-scheme:dark){body{background:#09090b;color:#fafafa}p{color:#a1a1aa}}</style></head>
<body><main><h1>${asHtml(title)}</h1><p>${asHtml(text)}</p></main></body></html>`
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    ...(status === 503 ? { "retry-after": "3" } : {}),
  })
  res.end(page)
}
