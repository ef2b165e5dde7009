import { createInterface } from "node:readline"
import type { Readable } from "node:stream"

const colored = process.stdout.isTTY === true && !process.env.NO_COLOR
const paint = (code: number, text: string) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text)
const dim = (text: string) => paint(90, text)

const names: Record<number, string> = { 10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal" }
const hues: Record<string, number> = { warn: 33, error: 31, fatal: 31 }
const hidden = new Set(["level", "time", "msg", "pid", "process", "hostname", "err", "error"])

/** One line of a process's log for people: pino's JSON becomes a sentence with its fields behind it. */
export function readable(line: string): string {
  const entry = parse(line)
  if (!entry) return line
  const level = names[Number(entry.level)] ?? "info"
  const time = String(entry.time ?? "").slice(11, 19)
  const fields = Object.entries(entry)
    .filter(([name, value]) => !hidden.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`)
  const failure = (entry.err ?? entry.error) as { message?: string; stack?: string } | undefined
  const cause = failure?.stack ?? failure?.message
  const mark = level === "info" ? "" : `${paint(hues[level] ?? 90, level)} `
  return (
    `${dim(time)} ${mark}${entry.msg ?? ""} ${dim(fields.join(" "))}`.trimEnd() + (cause ? `\n${indent(cause)}` : "")
  )
}

const indent = (text: string) => text.replace(/^/gm, "         | ")

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    // A program printed something that only begins like JSON: shown as it is.
    return undefined
  }
}

export const say = (source: string, line: string) => {
  process.stdout.write(`${paint(36, source.padEnd(8))} ${dim("|")} ${line}\n`)
}

/** Passes a process's output on, line by line. */
export function follow(source: string, stream: Readable): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "") say(source, readable(line))
  })
}

const seconds = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`

const tellAfterMs = 2_000

/** Runs one step of the set-up and says how long it took; `result` may add what it found. */
export async function step<T>(
  name: string,
  act: () => Promise<T>,
  result?: (value: T) => string | undefined,
): Promise<T> {
  const began = performance.now()
  const telling = setTimeout(() => say("up", `${name} ${dim("…")}`), tellAfterMs)
  try {
    const value = await act()
    say("up", `${name} ${dim(`${result?.(value) ?? ""} ${seconds(began)}`.trim())}`)
    return value
  } catch (error) {
    const wasStopped = error instanceof Error && error.name === "AbortError"
    say("up", `${wasStopped ? "interrupted:" : paint(31, "failed:")} ${name} ${dim(seconds(began))}`)
    throw error
  } finally {
    clearTimeout(telling)
  }
}
