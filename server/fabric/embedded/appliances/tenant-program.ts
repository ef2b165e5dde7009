import { type ChildProcess, spawn } from "node:child_process"
import { bareEnvironment } from "../protocol"
import { type Appliance, textProperty } from "../runner/appliance"

/** The wire's secret is the password. A database that is away for a moment keeps its last known one, so that a program is
 * not restarted for it. */
export class DatabaseUrl {
  private secret = ""

  constructor(private readonly appliance: Appliance) {}

  current(): string | null {
    const output = this.appliance.output("db")
    if (!output) return null
    if (output.endpoints.length > 0) this.secret = output.secret
    const database = textProperty(this.appliance, "database", "app")
    return `postgres://app:${encodeURIComponent(this.secret)}@${output.host}:${output.port}/${encodeURIComponent(database)}`
  }
}

export type TenantProgram = { script: string; folder: string; databaseUrl: string | null; env: Record<string, string> }

/** What of its component such a program needs. */
export type ProgramHost = Pick<Appliance, "path" | "nodeDirectory" | "configPath" | "log" | "warn">

/** A program the tenant wrote, as a child of the runner: in its group, ended with it, its output in the component's log. */
export function spawnTenantProgram(appliance: ProgramHost, program: TenantProgram): ChildProcess {
  const env: NodeJS.ProcessEnv = {
    ...bareEnvironment(appliance.nodeDirectory),
    GRIDLINE_CONFIG: appliance.configPath,
    GRIDLINE_COMPONENT: appliance.path,
    ...program.env,
  }
  if (program.databaseUrl) env.DATABASE_URL = program.databaseUrl
  return spawn(process.execPath, [program.script], {
    cwd: program.folder,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  })
}

export function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`))
  })
}

/** Asks nicely, then not. */
export async function endProgram(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = whenEnded(child)
  child.kill("SIGTERM")
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs)
  await ended
  clearTimeout(timer)
}
