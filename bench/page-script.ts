import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gzipSync } from "node:zlib"
import { buildPages } from "../scripts/build/build"
import { root } from "../scripts/build/content-stamp"
import { runNode } from "../scripts/build/run-program"
import { type BenchInput, type BenchResult, runAlone } from "./scratch-database"

const limitBytes = 65_000

type Route = { route: string; firstLoadChunkPaths: string[] }

/** The compressed JavaScript a page loads first, in the production build, beside an empty page of the same Next.js. */
export async function run(_input: BenchInput): Promise<BenchResult> {
  await buildPages()
  const empty = (await sizesIn(await buildEmpty())).find(({ route }) => route === "/")
  if (!empty) throw new Error("the empty page was not built")
  const pages = (await sizesIn(root)).filter(({ route }) => !route.startsWith("/_"))
  const over = pages.filter(({ bytes }) => bytes - empty.bytes > limitBytes).sort((a, b) => b.bytes - a.bytes)
  const most = Math.max(...pages.map(({ bytes }) => bytes - empty.bytes))
  const kB = (bytes: number) => `${(bytes / 1_000).toFixed(0)} kB`
  const named = over.map(({ route, bytes }) => `${route} + ${kB(bytes - empty.bytes)}`)
  return {
    name: "JavaScript per page, compressed",
    ratio: most / limitBytes,
    pass: over.length === 0,
    detail: `${pages.length} pages, at most ${kB(most)} more than an empty page's ${kB(empty.bytes)}; at most ${kB(limitBytes)}${
      over.length > 0 ? `. ${over.length} are over: ${named.join(", ")}` : ""
    }`,
  }
}

/** Below the checkout, since packages are found from where a page lies. */
async function buildEmpty(): Promise<string> {
  const folder = join(root, "dist", "empty-page")
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, "app"), { recursive: true })
  const files = {
    "package.json": '{ "private": true, "type": "module" }',
    "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(root)} }, typescript: { ignoreBuildErrors: true } }`,
    "app/layout.jsx":
      "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html> }",
    "app/page.jsx": "export default function Page() { return null }",
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
  await runNode([join(root, "node_modules/next/dist/bin/next"), "build", folder], {
    environment: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  })
  return folder
}

async function sizesIn(folder: string): Promise<{ route: string; bytes: number }[]> {
  const path = join(folder, ".next", "diagnostics", "route-bundle-stats.json")
  const routes = JSON.parse(await readFile(path, "utf8")) as Route[]
  return Promise.all(
    routes.map(async ({ route, firstLoadChunkPaths }) => {
      const files = await Promise.all(firstLoadChunkPaths.map((each) => readFile(join(folder, each))))
      return { route, bytes: files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0) }
    }),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
