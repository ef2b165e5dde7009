import type { ChildProcess } from "node:child_process"
import { lstat, rm, stat, symlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { errorCode } from "../../agent/agent-failure"
import type { Appliance, Program } from "../../runner/appliance"
import { DatabaseUrl, endProgram, spawnTenantProgram, whenEnded } from "../tenant-program"

const script = "main.mjs"
const lookEveryMs = 500
const graceMs = 3_000

async function versionOf(path: string): Promise<string | null> {
  try {
    const { size, mtimeMs, ino } = await stat(path)
    return `${size}-${mtimeMs}-${ino}`
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null
    throw error
  }
}

/** Packages the image brings, beside the volume's data where Node looks for them, and out of the tenant's files. */
async function linkModules(appliance: Appliance, folder: string): Promise<void> {
  const link = join(dirname(folder), "node_modules")
  const there = await lstat(link).catch(() => null)
  if (there) await rm(link)
  await symlink(join(appliance.bundleDirectory, "modules", "node_modules"), link)
}

class Job {
  private child: ChildProcess | null = null
  private version: string | null = null
  private databaseUrl: string | null = null
  private saidWaiting = false
  private readonly database: DatabaseUrl
  private readonly folder: string
  private timer: NodeJS.Timeout | null = null
  private stopped = false

  constructor(private readonly appliance: Appliance) {
    this.database = new DatabaseUrl(appliance)
    this.folder = appliance.volume("content").directory
  }

  async look(): Promise<void> {
    const [version, url] = [await versionOf(join(this.folder, script)), this.database.current()]
    if (version !== this.version || (this.child && url !== this.databaseUrl)) await this.change(version, url)
    if (version === null && !this.saidWaiting) this.appliance.log(`waiting for ${script} in the volume`)
    this.saidWaiting = version === null
    const again = () => void this.look().catch((error: Error) => this.appliance.fail(error.message))
    if (!this.stopped) this.timer = setTimeout(again, lookEveryMs)
  }

  async stop(): Promise<void> {
    this.stopped = true
    if (this.timer) clearTimeout(this.timer)
    await this.end()
  }

  private async end(): Promise<void> {
    const { child } = this
    this.child = null
    if (child) await endProgram(child, graceMs)
  }

  private async change(version: string | null, databaseUrl: string | null): Promise<void> {
    await this.end()
    this.version = version
    this.databaseUrl = databaseUrl
    if (version === null || this.stopped) return
    const out = this.appliance.output("out")
    const env: Record<string, string> = out ? { OUT_URL: `http://${out.host}:${out.port}` } : {}
    const child = spawnTenantProgram(this.appliance, { script, folder: this.folder, databaseUrl, env })
    this.child = child
    void whenEnded(child).then((how) => this.onEnded(child, how))
  }

  /** A job that is done waits for its next version; one that fell is a component that crashed, which the node repairs. */
  private onEnded(child: ChildProcess, how: string): void {
    if (this.child !== child) return
    this.child = null
    if (child.exitCode === 0) this.appliance.log(`${script} is done`)
    else this.appliance.fail(`${script} ${how}`)
  }
}

export const program: Program = async (appliance) => {
  await linkModules(appliance, appliance.volume("content").directory)
  const job = new Job(appliance)
  await job.look()
  return { inputs: {}, stop: () => job.stop() }
}
