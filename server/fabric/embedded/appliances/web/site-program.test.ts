import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { SiteProgram } from "./site-program"

const program = `import http from "node:http"
http.createServer((request, response) => {
  if (request.url === "/fall") process.exit(1)
  response.end(process.env.DATABASE_URL ?? "none")
}).listen(Number(process.env.PORT), process.env.HOST)`

const quiet = () => undefined
let folder: string
let site: SiteProgram
afterEach(async () => {
  await site.stop()
  await rm(folder, { recursive: true })
})

const ask = (path: string): Promise<string> =>
  fetch(`http://127.0.0.1:${site.port}${path}`)
    .then((answer) => answer.text())
    .catch((error: Error) => error.message)

test("a program that falls is started again with the database's address of that moment", async () => {
  folder = await mkdtemp(join(tmpdir(), "gridline-site-"))
  await writeFile(join(folder, "server.mjs"), program)
  let url = "postgres://first"
  const host = { path: "shop:main.web[0]", nodeDirectory: folder, configPath: folder, log: quiet, warn: quiet }
  site = new SiteProgram(host, () => url)
  await site.replace({ version: "1", folder, files: new Map() })
  expect(await ask("/")).toBe("postgres://first")
  url = "postgres://second"
  await ask("/fall")
  await expect.poll(() => ask("/"), { timeout: 10_000 }).toBe("postgres://second")
})
