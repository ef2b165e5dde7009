import { createHash, timingSafeEqual } from "node:crypto"
import { open } from "node:fs/promises"
import http, { type IncomingMessage, type ServerResponse } from "node:http"
import { pipeline } from "node:stream/promises"
import { asFabricError, errorCode } from "../../agent/agent-failure"
import { type FileTree, scanTree, versionOf } from "../../agent/file-tree"
import { existingInside } from "../../agent/volume-path"
import type { Appliance, Program } from "../../runner/appliance"
import { openHttpInput } from "../../runner/http-input"
import { rangeOf } from "../http-range"
import type { NasTree } from "./nas-protocol"

const longestWaitMs = 25_000
const rescanEveryMs = 1_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

function snapshotOf(tree: FileTree): NasTree {
  const entries = [...tree].map(([path, entry]) => ({
    path,
    kind: entry.kind,
    bytes: entry.bytes,
    version: versionOf(entry),
  }))
  const version = createHash("sha1").update(JSON.stringify(entries)).digest("hex")
  return { version, entries }
}

class Nas {
  private readonly root: string
  private wake: (() => void)[] = []

  constructor(private readonly appliance: Appliance) {
    this.root = appliance.volume("content").directory
    appliance.onVolumeChanged(() => {
      for (const resolve of this.wake.splice(0)) resolve()
    })
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://nas")
    if (!this.isAllowed(request)) return answer(response, 401, "this needs the secret of the wire")
    if (url.pathname === "/tree" && request.method === "GET") return this.tree(url, response)
    const path = url.pathname.startsWith("/files/") ? decodeURIComponent(url.pathname.slice(7)) : null
    if (path === null) return answer(response, 404, "unknown")
    if (request.method === "GET" || request.method === "HEAD") return this.get(path, request, response)
    if (request.method === "PUT" || request.method === "DELETE") return this.change(path, request, response)
    answer(response, 405, "unknown method")
  }

  private isAllowed(request: IncomingMessage): boolean {
    const expected = Buffer.from(`Bearer ${this.appliance.secret()}`)
    const given = Buffer.from(request.headers.authorization ?? "")
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  /** `wait` is the version the caller has: the answer comes when it is no longer the current one. */
  private async tree(url: URL, response: ServerResponse): Promise<void> {
    const known = url.searchParams.get("wait")
    const deadline = Date.now() + longestWaitMs
    for (;;) {
      const tree = snapshotOf(await scanTree(this.root))
      if (tree.version !== known || Date.now() >= deadline || response.destroyed) {
        response.setHeader("content-type", "application/json")
        response.end(JSON.stringify(tree))
        return
      }
      await Promise.race([new Promise<void>((resolve) => this.wake.push(resolve)), pause(rescanEveryMs)])
    }
  }

  private async get(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = await open(await existingInside(this.root, path), "r")
    try {
      const stats = await file.stat()
      if (!stats.isFile()) return answer(response, 404, "that is a folder")
      const etag = `"${versionOf({ kind: "file", bytes: stats.size, modifiedMs: Math.floor(stats.mtimeMs) })}"`
      response.setHeader("etag", etag)
      response.setHeader("last-modified", stats.mtime.toUTCString())
      if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end()
      const range = rangeOf(request.headers.range, stats.size)
      if (range === "unsatisfiable") return answer(response, 416, "no such range")
      const { start, end } = range ?? { start: 0, end: stats.size - 1 }
      if (range) response.setHeader("content-range", `bytes ${start}-${end}/${stats.size}`)
      response.writeHead(range ? 206 : 200, { "content-length": end - start + 1 })
      if (request.method === "HEAD" || end < start) return void response.end()
      await pipeline(file.createReadStream({ start, end, autoClose: false }), response)
    } finally {
      await file.close()
    }
  }

  /** Writes go through the node's volume layer, which answers when the mirror has them too. */
  private async change(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, port, token } = this.appliance.volumeDoor
    const query = new URLSearchParams({ path, limit: String(Number.MAX_SAFE_INTEGER) })
    const target = `/volumes/${this.appliance.volume("content").volumeId}/file?${query}`
    const headers = { authorization: `Bearer ${token}` }
    const { method } = request
    await new Promise<void>((resolve, reject) => {
      const passed = http.request({ host, port, method, path: target, headers, agent: false }, (result) => {
        response.writeHead(result.statusCode ?? 502, { "content-type": "application/json" })
        pipeline(result, response).then(resolve, reject)
      })
      passed.once("error", reject)
      request.pipe(passed)
    })
  }
}

function answer(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { "content-type": "application/json" })
  response.end(JSON.stringify({ error: message }))
}

export const program: Program = async (appliance) => {
  const nas = new Nas(appliance)
  const input = await openHttpInput(appliance, { name: "files", external: false }, (request, response) => {
    nas.handle(request, response).catch((error: unknown) => {
      if (errorCode(error) === "ERR_STREAM_PREMATURE_CLOSE") return // the reader left
      const failure = asFabricError(error)
      const status = failure.code === "not_found" ? 404 : failure.code === "bad_path" ? 400 : 500
      if (status === 500) appliance.warn(`${request.method} ${request.url}: ${failure.message}`)
      answer(response, status, failure.message)
    })
  })
  return { inputs: { files: { host: "127.0.0.1", port: input.port } }, stop: () => input.close() }
}
