import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { isPortFree } from "@/scripts/free-port"
import { pause, signal } from "@/scripts/process-identity"
import { type RunningPortal, startPortal } from "../support/running-portal"

/** Everything of an installation has its data directory on the command line or in the environment. */
function processesOf(dataDir: string): string[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
  return stdout.split("\n").filter((line) => line.includes(dataDir) && !line.includes("up.mjs"))
}

const healthy = async (portal: RunningPortal) => (await fetch(`${portal.portalUrl}/api/health`)).status === 200

async function until(what: string, holds: () => Promise<boolean>, withinMs: number): Promise<void> {
  for (const deadline = Date.now() + withinMs; ; await pause(100)) {
    if (await holds().catch(() => false)) return
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
  }
}

const up = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/up.mjs", ...args], {
    encoding: "utf8",
    timeout: 30_000,
    env: { ...process.env, DATABASE_URL: "" },
  })

let portal: RunningPortal
beforeAll(async () => {
  portal = await startPortal()
}, 300_000)
afterAll(async () => {
  await portal.remove()
  await rm(`${portal.dataDir}-other`, { recursive: true, force: true })
})

describe("npm run up", () => {
  test("secrets are for their owner alone", async () => {
    for (const name of ["credentials.json", "secrets.json"]) {
      expect((await stat(join(portal.dataDir, name))).mode & 0o777).toBe(0o600)
    }
  })

  test("a second one on the same directory is refused", () => {
    const { status, stderr } = up("--data-dir", portal.dataDir, "--port", "22990", "--edge-port", "22991")
    expect(status).toBe(1)
    expect(stderr).toContain("is running on")
  })

  test("a busy port is named, with the option that changes it", () => {
    const port = new URL(portal.portalUrl).port
    const { status, stderr } = up("--data-dir", `${portal.dataDir}-other`, "--port", port, "--edge-port", "22991")
    expect(status).toBe(1)
    expect(stderr).toMatch(new RegExp(`Port ${port}.*--port`))
  })

  test.each(["web", "worker", "edge"])("%s comes back when it is killed", async (name) => {
    const before = (await portal.processIds()).get(name)
    if (before === undefined) throw new Error(`${name} is not running`)
    signal(before, "SIGKILL")
    await until(
      `${name} is back`,
      async () => ![undefined, before].includes((await portal.processIds()).get(name)),
      10_000,
    )
    await until("healthy again", () => healthy(portal), 20_000)
  })

  test("the database comes back when it is killed", async () => {
    const pid = Number.parseInt(readFileSync(join(portal.dataDir, "postgres", "postmaster.pid"), "utf8"), 10)
    signal(pid, "SIGKILL")
    await until("healthy again", () => healthy(portal), 30_000)
  })

  test("stopping leaves nothing running, starting again finds everything as it was", async () => {
    const credentials = await portal.credentials()
    expect(await portal.stop()).toBe(0)
    expect(processesOf(portal.dataDir)).toEqual([])
    expect(await isPortFree(Number(new URL(portal.portalUrl).port))).toBe(true)
    const [portalPort, edgePort] = [portal.portalUrl, portal.edgeUrl].map((url) => Number(new URL(url).port))
    portal = await startPortal({ dataDir: portal.dataDir, portalPort, edgePort })
    expect(await portal.credentials()).toEqual(credentials)
  })

  test("removing it leaves nothing at all", async () => {
    await portal.remove()
    expect(processesOf(portal.dataDir)).toEqual([])
    expect(existsSync(portal.dataDir)).toBe(false)
    const parent = join(portal.dataDir, "..")
    const name = portal.dataDir.slice(parent.length + 1)
    expect((await readdir(parent)).filter((entry) => entry === name)).toEqual([])
  })
})
