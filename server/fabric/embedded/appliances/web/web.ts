import type { IncomingMessage, ServerResponse } from "node:http"
import http from "node:http"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { createProxyServer, proxyUpgrade } from "httpxy"
import type { Appliance, Program } from "../../runner/appliance"
import { openHttpInput } from "../../runner/http-input"
import { sendNotice } from "../notice-page"
import { DatabaseUrl } from "../tenant-program"
import { ContentCopies, type ContentCopy, programVersionOf } from "./content-copy"
import { FileCache } from "./file-cache"
import { NasAway, NasClient } from "./nas-client"
import { SiteProgram } from "./site-program"
import { contentPathOf, serveFile, serveSite } from "./static-files"

const retryNasMs = 500
const firstLookMs = 16_000
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

class WebServer {
  private readonly nas: NasClient
  private readonly files: FileCache
  private readonly copies: ContentCopies
  private readonly site: SiteProgram
  private readonly database: DatabaseUrl
  private readonly proxy = createProxyServer({ agent: new http.Agent({ keepAlive: true }), proxyTimeout: 120_000 })
  private copy: ContentCopy | null = null
  private treeVersion: string | null = null
  private stopped = false

  constructor(private readonly appliance: Appliance) {
    this.nas = new NasClient(() => appliance.output("content"))
    this.files = new FileCache(join(appliance.directory, "cache"), this.nas)
    this.copies = new ContentCopies(
      join(appliance.directory, "site"),
      join(appliance.bundleDirectory, "modules", "node_modules"),
      this.nas,
    )
    this.database = new DatabaseUrl(appliance)
    this.site = new SiteProgram(appliance, () => this.database.current())
  }

  /** Ready when it knows what it serves and that runs, or when waiting longer would help nobody. */
  async open(): Promise<void> {
    await Promise.all([this.files.open(), this.copies.open()])
    const first = this.follow().catch((error: Error) => this.appliance.warn(error.message))
    await Promise.race([first, pause(firstLookMs)])
    void first.then(() => this.followOn())
    this.appliance.onUpdate(() => void this.rewire().catch((error: Error) => this.appliance.warn(error.message)))
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("x-served-by", this.appliance.path)
    const path = contentPathOf(request.url ?? "/")
    const reads = request.method === "GET" || request.method === "HEAD"
    if (this.copy) {
      if (reads && path && (await this.serveIfThere(request, response, path))) return
      return this.passOn(request, response)
    }
    if (!reads) return sendNotice(response, 405, "Not possible", "This site is made of files; they can only be read.")
    if (path !== null && (await serveSite(this.files, request, response, path))) return
    sendNotice(response, 404, "Not found", "There is no such page.")
  }

  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { port } = this.site
    if (port === null) return void socket.destroy()
    await proxyUpgrade({ host: "127.0.0.1", port }, request, socket, head, { xfwd: false })
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.site.stop()
    this.nas.close()
  }

  /** A nas that is away leaves the program in charge: it may well not need its pictures to answer. */
  private async serveIfThere(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    try {
      return await serveFile(this.files, request, response, `public/${path}`)
    } catch (error) {
      if (error instanceof NasAway) return false
      throw error
    }
  }

  private async passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port } = this.site
    if (port === null) return this.broken(response)
    try {
      await this.proxy.web(request, response, { target: `http://127.0.0.1:${port}` })
    } catch (error) {
      this.appliance.warn(`${request.method} ${request.url}: ${error instanceof Error ? error.message : error}`)
      this.broken(response)
    }
  }

  private broken(response: ServerResponse): void {
    const text = "The program of this site is not running; it is being started again. Its log says what stopped it."
    sendNotice(response, 502, "server.mjs does not answer", text, this.appliance.path)
  }

  /** One look at the content: is there a program, and is it the one that runs? */
  private async follow(): Promise<void> {
    const tree = await this.nas.tree(this.treeVersion)
    const version = programVersionOf(tree)
    if (version === null) {
      this.copy = null
      await this.site.drop()
    } else if (version !== this.copy?.version) {
      const copy = await this.copies.take(tree, version, this.copy)
      this.copy = copy
      await this.site.replace(copy)
      await this.copies.keepOnly(copy)
    }
    this.treeVersion = tree.version
    // The database may have come, or its wire may have changed, while the program was still starting.
    await this.rewire()
  }

  private async followOn(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.follow()
      } catch (error) {
        if (!(error instanceof NasAway)) this.appliance.warn(error instanceof Error ? error.message : String(error))
        await pause(retryNasMs)
      }
    }
  }

  /** Programs read their database's address once, so another one means another start. */
  private async rewire(): Promise<void> {
    if (this.copy && this.site.port !== null && !this.site.isRunning(this.copy)) await this.site.replace(this.copy)
  }
}

function failed(appliance: Appliance, request: IncomingMessage, response: ServerResponse, error: Error): void {
  if (response.headersSent) return void response.destroy()
  appliance.warn(`${request.method} ${request.url}: ${error.message}`)
  sendNotice(
    response,
    503,
    "Content is away",
    "The storage of this site does not answer. Try again shortly.",
    appliance.path,
  )
}

export const program: Program = async (appliance) => {
  const web = new WebServer(appliance)
  await web.open()
  const input = await openHttpInput(
    appliance,
    { name: "in", external: false },
    (request, response) => {
      web.handle(request, response).catch((error: Error) => failed(appliance, request, response, error))
    },
    (request, socket, head) => {
      web.upgrade(request, socket, head).catch((error: Error) => {
        appliance.warn(`upgrade ${request.url}: ${error.message}`)
        socket.destroy()
      })
    },
  )
  const stop = async () => {
    await input.close()
    await web.stop()
  }
  return { inputs: { in: { host: "127.0.0.1", port: input.port } }, stop }
}
