import { appendFile, readFile, rename, stat } from "node:fs/promises"
import { join } from "node:path"
import type { LogLine } from "../../fabric-driver"

const rotateAtBytes = 512 * 1024 // the current file and one before it are kept
const longestLine = 4_000
const flushEveryMs = 50
/** Lines held back before they are written; a component that floods its log loses the middle, not the node its memory. */
const waitingLines = 2_000

const textOrNothing = (path: string) =>
  readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return ""
    throw error
  })

function parse(row: string): LogLine | null {
  const [cursor, at, stream, ...text] = row.split("\t")
  if (!cursor || !at || (stream !== "out" && stream !== "err" && stream !== "system")) return null
  return { cursor, at, stream, text: text.join("\t") }
}

/** An instance's output: bounded, and addressable by cursors that only grow, also over a reboot of the node. */
export class LogFile {
  private readonly current: string
  private readonly previous: string
  private waiting: string[] = []
  private dropped = 0
  private bytes = 0
  private writing: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | null = null
  /** Microseconds at the start, plus one for each line: no state to keep, and never a number used before. */
  private next = Date.now() * 1000

  constructor(directory: string) {
    this.current = join(directory, "log")
    this.previous = join(directory, "log.1")
  }

  add(stream: LogLine["stream"], text: string): void {
    if (this.waiting.length >= waitingLines) {
      this.dropped++
      return
    }
    this.push(stream, text.length > longestLine ? `${text.slice(0, longestLine)}…` : text)
    this.timer ??= setTimeout(() => void this.flush(), flushEveryMs)
  }

  /** Takes whatever a pipe gives and cuts it into lines. */
  fromPipe(stream: "out" | "err", pipe: NodeJS.ReadableStream): void {
    let rest = ""
    pipe.setEncoding("utf8")
    pipe.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) this.add(stream, line.replace(/\r$/, ""))
      if (rest.length <= longestLine) return
      this.add(stream, rest)
      rest = ""
    })
    pipe.on("end", () => {
      if (rest !== "") this.add(stream, rest)
    })
  }

  async page(after: string | null, limit: number): Promise<LogLine[]> {
    await this.flush()
    const texts = [await textOrNothing(this.previous), await textOrNothing(this.current)]
    const lines = texts.flatMap((text) => text.split("\n").flatMap((row) => parse(row) ?? []))
    if (after === null) return limit > 0 ? lines.slice(-limit) : []
    const first = Number(after)
    return lines.filter((line) => Number(line.cursor) > first).slice(0, limit)
  }

  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    if (this.dropped > 0) this.push("system", `${this.dropped} lines left out: too many at once`)
    this.dropped = 0
    const text = this.waiting.join("")
    this.waiting = []
    // A log that cannot be written (disk full, instance just removed) must not stop the component.
    this.writing = this.writing
      .then(() => this.write(text))
      .catch((error: Error) => console.error(`log: ${error.message}`))
    return this.writing
  }

  private push(stream: LogLine["stream"], text: string): void {
    this.waiting.push(`${this.next++}\t${new Date().toISOString()}\t${stream}\t${text.replaceAll("\n", " ")}\n`)
  }

  private async write(text: string): Promise<void> {
    if (text === "") return
    await appendFile(this.current, text, { mode: 0o600 })
    this.bytes += Buffer.byteLength(text)
    if (this.bytes < rotateAtBytes) return
    await rename(this.current, this.previous)
    this.bytes = await stat(this.current).then(
      ({ size }) => size,
      () => 0,
    )
  }
}
