import { PassThrough } from "node:stream"
import type { Console, TerminalSize } from "../fabric-driver"
import { runFakeCommand } from "./fake-command"

/** A terminal in memory: echoes what is typed, runs a line when it ends, knows `size` and `exit CODE` beside the usual programs. */
export function openFakeConsole(opened: TerminalSize): Console {
  const output = new PassThrough()
  let size = opened
  let line = ""
  let leave: (code: number) => void = () => undefined
  const exitCode = new Promise<number>((resolve) => {
    leave = resolve
  })
  const end = (code: number) => {
    leave(code)
    output.end()
  }
  const enter = ([name = "", ...args]: string[]) => {
    if (name === "exit") return end(Number(args[0] ?? 0))
    if (name === "size") output.write(`${size.columns}x${size.rows}\r\n`)
    else if (name !== "") {
      const { stdout, stderr } = runFakeCommand({ command: [name, ...args], seconds: 1, limitBytes: 1_048_576 })
      output.write(`${stdout.text}${stderr.text}`.replaceAll("\n", "\r\n"))
    }
    output.write("$ ")
  }
  output.write("$ ")
  return {
    output,
    input: async (bytes) => {
      for (const key of Buffer.from(bytes).toString()) {
        if (output.writableEnded) return
        if (key !== "\r") {
          line += key
          output.write(key)
          continue
        }
        output.write("\r\n")
        const words = line.split(" ").filter((word) => word !== "")
        line = ""
        enter(words)
      }
    },
    resize: (next) => {
      size = next
    },
    exitCode,
    close: () => end(129),
  }
}
