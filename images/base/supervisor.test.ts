import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"

const program = join(__dirname, "rootfs/usr/lib/gridline/supervisor")
let root: string
let running: ChildProcess[]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "gridline-supervisor-"))
  running = []
  for (const folder of ["usr/lib/gridline/services", "run", "var/log", "etc/gridline"])
    await mkdir(join(root, folder), { recursive: true })
  await script("apply", "exit 0")
  await script("ready", "exit 0")
})
afterEach(async () => {
  for (const child of running) await stop(child)
  await rm(root, { recursive: true })
})

const script = (name: string, body: string) =>
  writeFile(join(root, "usr/lib/gridline", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })

function start(): ChildProcess {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", GRIDLINE_ROOT: root } as NodeJS.Dict<string> as NodeJS.ProcessEnv
  const child = spawn("perl", [program], { env, stdio: "inherit" })
  running.push(child)
  return child
}
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGTERM")
  await once(child, "exit")
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(join(root, path), "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw error
  }
}
const state = async () => JSON.parse((await read("run/gridline/state.json")) || "{}")
const log = () => read("var/log/gridline/current")
async function until(what: () => Promise<boolean>, withinMs = 8_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await what()); await pause(20))
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms; the log says:\n${await log()}`)
}

test("a component runs once its role says it is ready, not before", async () => {
  await script("services/web", "echo hello; echo oops >&2; exec sleep 60")
  await script("ready", `[ -e ${root}/answer ]`)
  start()
  await until(async () => (await log()).includes("hello"))
  expect(await state()).toMatchObject({ state: "starting", reason: null, restarts: 0 })
  await writeFile(join(root, "answer"), "")
  await until(async () => (await state()).state === "running")
  expect((await state()).startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const lines = (await log()).trim().split("\n")
  for (const line of lines) expect(line).toMatch(/^\d+ \d{4}-\d\d-\d\dT\S+Z (out|err|system) ./)
  expect(lines.some((line) => line.endsWith(" out hello"))).toBe(true)
  expect(lines.some((line) => line.endsWith(" err oops"))).toBe(true)
})

test("a service that falls is started again and counted", async () => {
  await script("services/web", `[ -e ${root}/once ] && exec sleep 60; : >${root}/once; exit 3`)
  start()
  await until(async () => (await state()).state === "running" && (await state()).restarts === 1)
  expect(await log()).toContain("web ended (exit code 3)")
})

test("five falls within thirty seconds are a failure with a reason", async () => {
  await script("services/web", "exit 7")
  await script("ready", "exit 1")
  start()
  await until(async () => (await state()).state === "failed", 12_000)
  expect((await state()).reason).toBe("web ended 5 times within 30 seconds, last with exit code 7")
}, 15_000)

test("numbers in the log grow over restarts, and what a power cut left half is closed", async () => {
  await script("services/web", "echo first; exec sleep 60")
  const child = start()
  await until(async () => (await log()).includes("first"))
  await stop(child)
  const before = (await log()).trim().split("\n")
  const last = Number(before.at(-1)?.split(" ")[0])
  expect(last).toBe(before.length)
  await writeFile(join(root, "var/log/gridline/current"), `${before.join("\n")}\n${last + 1} half a li`)
  start()
  await until(async () => (await log()).split("first").length === 3)
  const after = (await log())
    .trim()
    .split("\n")
    .slice(before.length + 1)
  expect(Number(after[0]?.split(" ")[0])).toBe(last + 1)
})

test("the log is rotated and never larger than two files of 256 KiB", async () => {
  await script("services/web", `head -c 900000 /dev/zero | tr '\\0' x | fold -w 100; echo; echo done; exec sleep 60`)
  start()
  await until(async () => (await log()).includes(" out done"))
  for (const name of ["current", "previous"]) {
    const text = await read(`var/log/gridline/${name}`)
    expect(text.length).toBeGreaterThan(0)
    expect(text.length).toBeLessThanOrEqual(262_144)
    expect(text.endsWith("\n")).toBe(true)
  }
  const first = (text: string) => Number(text.split(" ")[0])
  expect(first(await read("var/log/gridline/previous"))).toBeLessThan(first(await log()))
})

test("no secret reaches the log, and what is no text comes as text", async () => {
  const config = { secret: "own-secret-1", outputs: [{ endpoints: [{ secret: "far-secret-2" }] }] }
  await writeFile(join(root, "etc/gridline/config.json"), JSON.stringify(config))
  await script("services/web", `echo "own-secret-1 far-secret-2 end"; printf 'a\\377b\\033[1mc\\n'; exec sleep 60`)
  start()
  await until(async () => (await log()).includes("[1mc"))
  expect(await log()).toContain(" out [secret] [secret] end\n")
  expect(await log()).toContain(" out a?b[1mc\n")
  expect(await log()).not.toMatch(/own-secret|far-secret/)
})

test("services end in order, the last first, with the signal each asks for", async () => {
  await script("services/10-store", `trap 'echo store ends; exit 0' INT; echo up; while :; do sleep 0.05; done`)
  await writeFile(join(root, "usr/lib/gridline/services/10-store.stop"), "INT\n", { mode: 0o644 })
  await script("services/20-web", `trap 'echo web ends; exit 0' TERM; echo up; while :; do sleep 0.05; done`)
  const child = start()
  await until(async () => (await log()).split(" out up").length === 3)
  await stop(child)
  const text = await log()
  expect(text.indexOf("web ends")).toBeGreaterThan(0)
  expect(text.indexOf("store ends")).toBeGreaterThan(text.indexOf("web ends"))
  expect(text.trim().endsWith("system stopped")).toBe(true)
})

test("a configuration that cannot be applied is tried again, and lines told from outside are lines of the system", async () => {
  await script("apply", `[ -e ${root}/fixed ] || { echo "no address yet" >&2; exit 1; }`)
  await script("services/web", "exec sleep 60")
  start()
  await until(async () => (await log()).includes("system no address yet"))
  expect((await state()).state).toBe("starting")
  await writeFile(join(root, "fixed"), "")
  await until(async () => (await state()).state === "running")
  await writeFile(join(root, "run/gridline/log"), "told from outside\n", { flag: "r+" })
  await until(async () => (await log()).includes("system told from outside"))
})
