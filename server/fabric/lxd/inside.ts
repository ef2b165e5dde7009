import { z } from "zod"
import type { Command, Executed, LogLine } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { runWhole } from "./commands"
import { EngineError } from "./engine-error"
import type { Where } from "./exec"

/** What the supervisor of an image says of its component (`images/README.md`). */
const StateFile = z.object({
  state: z.enum(["starting", "running", "failed"]),
  reason: z.string().nullable().default(null),
  restarts: z.number().int().nonnegative().default(0),
})
export type StateFile = z.infer<typeof StateFile>

/** For an engine to start a command and to tell of its end. */
const graceSeconds = 6

const instancePath = (where: Where, rest = "") => `/1.0/instances/${encodeURIComponent(where.name)}${rest}`

/** Speaks with the inside of an instance: its files, and commands in it. */
export class Inside {
  constructor(private readonly cluster: Cluster) {}

  async address(where: Where): Promise<string> {
    return (await this.cluster.memberNamed(where.location)).address
  }

  /** A file's text; null when it is not there. */
  async text(where: Where, path: string, signal: AbortSignal): Promise<string | null> {
    const http = await this.cluster.http()
    const query = { project: where.project, path }
    const { status, text } = await http.text(await this.address(where), instancePath(where, "/files"), {
      query,
      signal,
    })
    if (status === 200) return text
    // The engine's words differ by version for a file that is not there.
    if (status === 404 || /no such file|not found/i.test(text)) return null
    throw new EngineError(status, text.slice(0, 300), `read ${path}`)
  }

  async write(where: Where, path: string, content: Buffer, signal: AbortSignal): Promise<void> {
    const http = await this.cluster.http()
    await http.call(await this.address(where), "POST", instancePath(where, "/files"), {
      query: { project: where.project, path },
      stream: content,
      headers: fileHeaders("0600", content.byteLength),
      signal,
    })
  }

  /** Runs a command to its end; its exit code. What it prints is kept by the engine only when it is asked for. */
  async run(where: Where, command: string[], signal: AbortSignal): Promise<number> {
    const http = await this.cluster.http()
    const ended = await http.call<{ metadata?: { return?: number } }>(
      await this.address(where),
      "POST",
      instancePath(where, "/exec"),
      {
        query: { project: where.project },
        body: { command, environment: {}, interactive: false, "wait-for-websocket": false, "record-output": false },
        signal,
      },
    )
    return ended.metadata?.return ?? -1
  }

  /**
   * Runs a command of a person's. `timeout` inside ends it with all it started, also when this process is gone; 124 and 137 are how
   * that one says so, and any command may say the same before its time is over.
   */
  async exec(where: Where, { command, seconds, limitBytes }: Command, signal: AbortSignal): Promise<Executed> {
    const began = performance.now()
    const patience = AbortSignal.any([signal, AbortSignal.timeout((seconds + graceSeconds) * 1_000)])
    const timed = ["timeout", "-k", "1", "--", String(seconds), ...command]
    const { code, stdout, stderr } = await runWhole(this.cluster, where, timed, patience, limitBytes)
    const isOver = performance.now() - began >= seconds * 1_000 && (code === 124 || code === 137)
    return { exitCode: isOver ? null : code, stdout, stderr }
  }

  /** What its supervisor says; null while it says nothing yet (or nothing that can be read: it writes whole files). */
  async state(where: Where, signal: AbortSignal): Promise<StateFile | null> {
    const text = await this.text(where, "/run/gridline/state.json", signal)
    if (text === null || text === "") return null
    const parsed = StateFile.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  }

  async logs(where: Where, page: { after: string | null; limit: number }, signal: AbortSignal): Promise<LogLine[]> {
    const [previous, current] = await Promise.all(
      ["previous", "current"].map((name) => this.text(where, `/var/log/gridline/${name}`, signal)),
    )
    const lines = `${previous ?? ""}${current ?? ""}`.split("\n").flatMap(lineOf)
    if (page.after === null) return lines.slice(-page.limit)
    const after = Number(page.after)
    return lines.filter((l) => Number(l.cursor) > after).slice(0, page.limit)
  }
}

/** Both engines' names of the same headers. */
export function fileHeaders(mode: string, bytes: number | null): Record<string, string> {
  const values = { type: "file", mode, uid: "0", gid: "0", write: "overwrite" }
  return {
    "content-type": "application/octet-stream",
    ...(bytes === null ? {} : { "content-length": String(bytes) }),
    ...Object.fromEntries(
      Object.entries(values).flatMap(([k, v]) => [
        [`X-LXD-${k}`, v],
        [`X-Incus-${k}`, v],
      ]),
    ),
  }
}

/** `SEQ TIME STREAM TEXT` */
function lineOf(line: string): LogLine[] {
  const match = /^(\d+) (\S+) (out|err|system) ?(.*)$/.exec(line)
  if (!match) return []
  const [, cursor = "", at = "", stream = "out", text = ""] = match
  return [{ cursor, at, stream: stream as LogLine["stream"], text }]
}
