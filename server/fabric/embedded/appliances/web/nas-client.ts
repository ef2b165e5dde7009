import http, { type IncomingMessage } from "node:http"
import { json } from "node:stream/consumers"
import type { Output } from "../../runner/appliance"
import type { NasTree } from "../nas/nas-protocol"

/** The nas is not there, which is no statement about the file. */
export class NasAway extends Error {}

const answerTimeoutMs = 5_000
const waitTimeoutMs = 30_000

const encoded = (path: string) => path.split("/").map(encodeURIComponent).join("/")

export class NasClient {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 32 })

  constructor(private readonly output: () => Output | null) {}

  /** The caller reads the body, or destroys it. */
  get(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
    return this.ask(`/files/${encoded(path)}`, headers, answerTimeoutMs)
  }

  async tree(known: string | null): Promise<NasTree> {
    const response = await this.ask(
      known ? `/tree?wait=${known}` : "/tree",
      {},
      known ? waitTimeoutMs : answerTimeoutMs,
    )
    if (response.statusCode !== 200) {
      response.resume()
      throw new NasAway(`the nas answered ${response.statusCode}`)
    }
    return (await json(response)) as NasTree
  }

  close(): void {
    this.agent.destroy()
  }

  private async ask(path: string, headers: Record<string, string>, timeoutMs: number): Promise<IncomingMessage> {
    try {
      return await this.once(path, headers, timeoutMs)
    } catch (error) {
      // A kept connection may have died with the node the nas was on; the second try gets a new one.
      if (error instanceof NasAway && error.cause === "stale") return this.once(path, headers, timeoutMs)
      throw error
    }
  }

  private once(path: string, headers: Record<string, string>, timeoutMs: number): Promise<IncomingMessage> {
    const output = this.output()
    if (!output || output.endpoints.length === 0) return Promise.reject(new NasAway("no nas is running"))
    const { host, port, secret } = output
    return new Promise((resolve, reject) => {
      const all = { ...headers, authorization: `Bearer ${secret}` }
      const request = http.get({ host, port, path, headers: all, agent: this.agent }, resolve)
      request.setTimeout(timeoutMs, () => request.destroy(new Error("no answer in time")))
      request.once("error", (error) => {
        reject(new NasAway(error.message, { cause: request.reusedSocket ? "stale" : "away" }))
      })
    })
  }
}
