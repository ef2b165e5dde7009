import { expect, test } from "vitest"
import { createLogger } from "./logger"

test("secrets are taken out wherever they are, names of processes put in", () => {
  const lines: string[] = []
  const log = createLogger("web", { level: "info", destination: { write: (line: string) => lines.push(line) } })
  log.info(
    {
      password: "canary",
      user: { apiKey: "canary", email: "a@example.org" },
      request: { headers: { authorization: "canary", cookie: "canary" } },
    },
    "signed in",
  )
  const line = lines.join("")
  expect(line).not.toContain("canary")
  expect(JSON.parse(line)).toMatchObject({ process: "web", msg: "signed in", user: { email: "a@example.org" } })
})
