import { resolve } from "node:path"
import { parseArgs } from "node:util"

export type UpOptions = {
  portalPort: number
  edgePort: number
  dataDir: string
  workers: number
  development: boolean
  build: boolean
  fresh: boolean
  yes: boolean
}

/** A mistake of whoever called: told in a sentence, without a stack. */
export class UsageError extends Error {
  override name = "UsageError"
}

const flags = {
  port: { type: "string" },
  "edge-port": { type: "string" },
  "data-dir": { type: "string" },
  workers: { type: "string" },
  dev: { type: "boolean" },
  "no-build": { type: "boolean" },
  fresh: { type: "boolean" },
  yes: { type: "boolean" },
} as const

/** Flags win over the environment, the environment over the defaults. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv, root: string): UpOptions {
  const values = parse(args)
  // npm runs scripts in the package's folder; a path on the command line means the folder the person stands in.
  const here = environment.INIT_CWD ?? process.cwd()
  const fromEnvironment = environment.DATA_DIR ? resolve(root, environment.DATA_DIR) : resolve(root, ".data")
  return {
    portalPort: wholeNumber("--port", values.port ?? environment.PORTAL_PORT, 3000, 65_535),
    edgePort: wholeNumber("--edge-port", values["edge-port"] ?? environment.EDGE_PORT, 8080, 65_535),
    dataDir: values["data-dir"] ? resolve(here, values["data-dir"]) : fromEnvironment,
    workers: wholeNumber("--workers", values.workers, 1, 64),
    development: values.dev ?? false,
    build: !(values["no-build"] ?? false),
    fresh: values.fresh ?? false,
    yes: values.yes ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}. See npm run up -- --help.`)
  }
}

function wholeNumber(name: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined || text === "") return fallback
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new UsageError(`${name} must be a whole number from 1 to ${most}, not "${text}".`)
}
