import type { IncomingMessage, ServerResponse } from "node:http"
import { pipeline } from "node:stream/promises"
import { rangeOf } from "../http-range"
import type { FileCache, FoundFile } from "./file-cache"

const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  htm: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  json: "application/json",
  webmanifest: "application/manifest+json",
  txt: "text/plain; charset=utf-8",
  md: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  xml: "application/xml",
  pdf: "application/pdf",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/x-icon",
  woff: "font/woff",
  woff2: "font/woff2",
  mp4: "video/mp4",
  webm: "video/webm",
  mp3: "audio/mpeg",
  wasm: "application/wasm",
  zip: "application/zip",
}

const typeOf = (path: string) => types[path.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream"

/** The URL's path as a path in the content; null for what is never served: dotfiles, the program itself, tricks. */
export function contentPathOf(url: string): string | null {
  let path: string
  try {
    path = decodeURIComponent(new URL(url, "http://web").pathname)
  } catch {
    return null // percent signs that mean nothing
  }
  const segments = path.split("/").filter((segment) => segment !== "")
  const forbidden = segments.some((segment) => segment.startsWith(".") || /[\0\\]/.test(segment))
  if (forbidden || segments[0] === "node_modules" || segments.join("/").toLowerCase() === "server.mjs") return null
  return segments.join("/")
}

async function send(request: IncomingMessage, response: ServerResponse, path: string, file: FoundFile): Promise<void> {
  response.setHeader("etag", file.etag)
  if (file.modified) response.setHeader("last-modified", file.modified)
  // Browsers keep it, and ask each time: a changed file is seen at once, an unchanged one costs no bytes.
  response.setHeader("cache-control", "no-cache")
  response.setHeader("accept-ranges", "bytes")
  const known = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""))
  if (known.includes(file.etag)) return void response.writeHead(304).end()
  const range = rangeOf(request.headers.range, file.bytes)
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${file.bytes}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 }
  response.setHeader("content-type", typeOf(path))
  response.setHeader("content-length", end - start + 1)
  response.setHeader("x-content-type-options", "nosniff")
  if (range) response.setHeader("content-range", `bytes ${start}-${end}/${file.bytes}`)
  response.statusCode = range ? 206 : 200
  if (request.method === "HEAD" || end < start) return void response.end()
  await pipeline(await file.read({ start, end }), response)
}

/** Answers if there is such a file; false leaves the request to others. */
export async function serveFile(
  files: FileCache,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const file = await files.find(path)
  if (!file) return false
  await send(request, response, path, file)
  return true
}

/** A site of files only: folders show their `index.html`, under an address that ends in a slash. */
export async function serveSite(
  files: FileCache,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const { pathname, search } = new URL(request.url ?? "/", "http://web")
  const index = path === "" ? "index.html" : `${path}/index.html`
  if (pathname.endsWith("/")) return serveFile(files, request, response, index)
  if (await serveFile(files, request, response, path)) return true
  if (!(await files.find(index))) return false
  response.writeHead(308, { location: `${pathname}/${search}` }).end()
  return true
}
