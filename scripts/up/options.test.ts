import { expect, test } from "vitest"
import { readOptions, UsageError } from "./options"

const read = (args: string[], environment: Record<string, string> = {}) =>
  readOptions(args, { NODE_ENV: "test", INIT_CWD: "/home/me", ...environment }, "/srv/gridline")

test("flags win over the environment, the environment over the defaults", () => {
  expect(read([])).toMatchObject({
    portalPort: 3000,
    edgePort: 8080,
    workers: 1,
    dataDir: "/srv/gridline/.data",
    build: true,
  })
  expect(read([], { PORTAL_PORT: "4000" }).portalPort).toBe(4000)
  expect(read(["--port", "5000"], { PORTAL_PORT: "4000" }).portalPort).toBe(5000)
})

test("a directory on the command line is meant from where the person stands", () => {
  expect(read(["--data-dir", "mine"]).dataDir).toBe("/home/me/mine")
  expect(read([], { DATA_DIR: "mine" }).dataDir).toBe("/srv/gridline/mine")
})

test.each([
  [["--port", "eighty"]],
  [["--port", "0"]],
  [["--port", "65536"]],
  [["--workers", "0"]],
  [["--prot", "1"]],
  [["x"]],
])("%s is refused in a sentence", (args) => {
  expect(() => read(args)).toThrow(UsageError)
})
