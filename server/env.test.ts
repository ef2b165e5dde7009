import { describe, expect, test } from "vitest"
import { readEnv } from "./env"

const complete = {
  NODE_ENV: "test",
  DATA_DIR: "/var/lib/gridline",
  AUTH_SECRET: "s".repeat(32),
  ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  WEB_DATABASE_URL: "postgresql://gridline_web:x@127.0.0.1:5432/gridline",
} as const

describe("environment", () => {
  test("fills in what may be left out", () => {
    const env = readEnv({ ...complete, PORTAL_PORT: "4000", SMTP_URL: "" })
    expect(env).toMatchObject({
      PORTAL_PORT: 4000,
      PORTAL_URL: "http://localhost:4000",
      EDGE_PORT: 8080,
      POWER_ON_NODES: false,
    })
    expect(env.SMTP_URL).toBeUndefined()
  })

  test("names everything that is wrong at once", () => {
    const read = () => readEnv({ ...complete, AUTH_SECRET: "short", ENCRYPTION_KEY: "AAAA", PORTAL_PORT: "70000" })
    expect(read).toThrow(/AUTH_SECRET.*32 bytes[\s\S]*|PORTAL_PORT/)
    for (const name of ["AUTH_SECRET", "ENCRYPTION_KEY", "PORTAL_PORT"]) expect(read).toThrow(name)
  })

  test("never shows a value", () => {
    expect(() => readEnv({ ...complete, AUTH_SECRET: "hunter2" })).not.toThrow(/hunter2/)
  })

  test("a database that this process was not given is refused when it is asked for", () => {
    const env = readEnv(complete)
    expect(env.WEB_DATABASE_URL).toBe(complete.WEB_DATABASE_URL)
    expect(() => env.DATABASE_URL).toThrow("DATABASE_URL is not set for this process.")
  })
})
