import { spawn } from "node:child_process"

type Options = { environment?: Record<string, string>; input?: string }

/** Runs a program to its end and answers what it printed; all it printed is in the error if it fails. */
export const runCommand = (program: string, args: readonly string[], options: Options = {}) =>
  new Promise<string>((resolve, reject) => {
    // Nothing of the caller's environment may show in an image.
    const clean = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", HOME: "/root", TZ: "UTC" }
    const child = spawn(program, args, {
      env: { ...clean, ...options.environment } as NodeJS.Dict<string> as NodeJS.ProcessEnv,
      stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    })
    let printed = ""
    let said = ""
    child.stdout?.on("data", (chunk) => {
      printed += chunk
    })
    child.stderr?.on("data", (chunk) => {
      said += chunk
    })
    child.stdin?.end(options.input)
    child.once("error", reject)
    child.once("close", (code, signal) => {
      if (code === 0) return resolve(printed)
      const lines = `${printed}${said}`.trim().split("\n").slice(-40).join("\n")
      reject(new Error(`${lines}\n(${program} ${args.slice(0, 3).join(" ")} ended with ${code ?? signal})`))
    })
  })
