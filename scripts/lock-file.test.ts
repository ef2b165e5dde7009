import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { tryLock } from "./lock-file"

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gridline-lock-"))
})
afterEach(() => rm(directory, { recursive: true }))

test("one holder at a time, until it gives the lock back", async () => {
  const path = join(directory, "lock")
  const first = await tryLock(path)
  if (first.kind !== "held") throw new Error("the first one should have it")
  expect(await tryLock(path)).toMatchObject({ kind: "taken", holder: { pid: process.pid } })
  await first.release()
  expect((await tryLock(path)).kind).toBe("held")
})

test("a lock whose holder is dead is free, even if its number is in use again", async () => {
  const path = join(directory, "lock")
  const child = spawn(process.execPath, ["-e", "0"])
  await once(child, "exit")
  const since = new Date().toISOString()
  await writeFile(path, JSON.stringify({ pid: child.pid, commandLine: "node -e 0", since }))
  expect((await tryLock(path)).kind).toBe("held")
  await writeFile(path, JSON.stringify({ pid: process.pid, commandLine: "something else", since }))
  expect((await tryLock(path)).kind).toBe("held")
})
