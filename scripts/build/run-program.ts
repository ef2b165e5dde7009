import { spawn } from "node:child_process"
import { root } from "./content-stamp"

/** Runs a Node program of ours to its end. Its output is shown only if it fails. */
export const runNode = (
  args: readonly string[],
  options: { environment?: NodeJS.ProcessEnv; stop?: AbortSignal } = {},
) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.stop,
    })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk
      })
    }
    child.once("error", reject)
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${output.trim()}\n(${args[0]} ended with ${code})`)),
    )
  })
