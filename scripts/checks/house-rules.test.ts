import { describe, expect, test } from "vitest"
import { checkFiles } from "./file-length"
import { checkLock } from "./lock-file-hosts"
import { checkPurity } from "./purity"

const problemsIn = (path: string, text: string) => checkPurity({ path, text })

describe("pure code", () => {
  test.each([
    ["lib/money.ts", "export const now = () => Date.now()"],
    ["lib/money.ts", "export const now = () => new Date()"],
    ["server/domain/billing/core/rate.ts", "export const dice = () => Math.random()"],
    ["server/worker/reconcile/core/next.ts", "export const home = process.env.HOME"],
    ["lib/wait.ts", "setTimeout(() => undefined, 1)"],
  ])("%s: %s is refused", (path, text) => {
    expect(problemsIn(path, text)).toHaveLength(1)
  })

  test.each([
    ["lib/money.ts", "export const at = (millis: number) => new Date(millis)"],
    ["lib/money.ts", "export const text = 'Date.now()' // Math.random()"],
    ["lib/money.test.ts", "export const now = () => Date.now()"],
    ["server/domain/clock.ts", "export const now = () => new Date()"],
  ])("%s: %s is fine", (path, text) => {
    expect(problemsIn(path, text)).toEqual([])
  })
})

describe("queries", () => {
  test.each([
    "export const all = (db: Db) => db.volume.findMany({})",
    "export const one = (tx: Tx) => tx.$queryRaw`SELECT 1`",
    "export const del = (deps: Deps) => deps.db.volume.deleteMany({})",
  ])("%s is refused in a use case and fine in a store", (text) => {
    expect(problemsIn("server/domain/volume/delete-volume.ts", text)).toHaveLength(1)
    expect(problemsIn("server/domain/volume/volume-store.ts", text)).toEqual([])
  })

  test("a use case may open a transaction and hand it on", () => {
    const text = "export const act = (deps: Deps) => deps.db.$transaction((tx) => volumeStore(tx).find('1'))"
    expect(problemsIn("server/domain/volume/delete-volume.ts", text)).toEqual([])
  })
})

describe("files", () => {
  test("one line too many is one too many", () => {
    expect(checkFiles([{ path: "lib/a.ts", text: "x\n".repeat(400) }])).toEqual([])
    expect(checkFiles([{ path: "lib/a.ts", text: "x\n".repeat(401) }])).toHaveLength(1)
  })

  test("a name that says nothing is refused", () => {
    expect(checkFiles([{ path: "server/domain/volume/helpers.ts", text: "" }])).toHaveLength(1)
    expect(checkFiles([{ path: "lib/command.ts", text: "" }])).toEqual([])
  })
})

describe("the lock file", () => {
  const lockOf = (entry: object) => JSON.stringify({ packages: { "": {}, "node_modules/a": entry } })

  test("has checksums and names no host", () => {
    expect(checkLock(lockOf({ version: "1.0.0", integrity: "sha512-x" }))).toEqual([])
    expect(
      checkLock(lockOf({ version: "1.0.0", integrity: "sha512-x", resolved: "https://example.org/a.tgz" })),
    ).toHaveLength(1)
    expect(checkLock(lockOf({ version: "1.0.0" }))).toHaveLength(1)
  })
})
