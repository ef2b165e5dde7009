import { spawn } from "node:child_process"
import { RigError } from "./rig-settings"

export type CommandResult = { code: number; stdout: string; stderr: string }
export type CommandOptions = { input?: string; env?: Record<string, string>; timeoutSeconds?: number }

/** Debian keeps ip, nsenter's friends and lxd's tools where an ordinary PATH does not look. */
export const commandPath = `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${process.env.PATH ?? ""}`

/** Runs a command to its end; its exit code is part of the answer. */
export function attempt(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, PATH: commandPath, LC_ALL: "C", ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: (options.timeoutSeconds ?? 120) * 1000,
      killSignal: "SIGKILL",
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
    })
    child.once("error", reject)
    child.once("close", (code, signal) => {
      const fate = signal ? `${stderr}ended by ${signal}` : stderr
      resolve({ code: code ?? 1, stdout, stderr: fate })
    })
    // A command that ends without reading its input is judged by its exit code.
    child.stdin.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") reject(error)
    })
    child.stdin.end(options.input ?? "")
  })
}

/** As above; a command that fails is an error that says which one, and what it said. */
export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, args, options)
  if (code === 0) return stdout
  throw new RigError(`${[command, ...args].join(" ")} failed (${code}): ${(stderr || stdout).trim()}`)
}
