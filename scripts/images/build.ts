// npm run images:build [-- role…]: the images of the LXD fabric, from the recipes in images/.
import { mkdir, readdir, rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { tryLock } from "../lock-file"
import { pause } from "../process-identity"
import { whyNot } from "./host-check"
import { baseLayer, type Layer, packagesLayer } from "./layers"
import { addToManifest, type BuiltImage, isCurrent, readManifest } from "./manifest"
import { chooseRoles, type Role, readRecipes, stampOf } from "./recipes"
import { type Compression, compressions, packImage } from "./tarball"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const usage = `npm run images:build [-- [role…] [options]]

  role            apache, apache@1, …; without any: all of images/roles
  --out FOLDER    where the tarballs and manifest.json go (IMAGES_DIR; else images in DATA_DIR or .data)
  --mirror URL    Debian's archive (IMAGES_MIRROR; else http://deb.debian.org/debian)
  --refresh       look for newer packages: without it, those of the first build are used again
  --compress WITH zstd (the nodes need the program zstd, too) or gzip
  --jobs N        how many images at a time (2)`

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`
const mebibytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`

function readOptions() {
  const options = {
    out: { type: "string" },
    mirror: { type: "string" },
    compress: { type: "string", default: "zstd" },
    jobs: { type: "string" },
    refresh: { type: "boolean" },
    help: { type: "boolean" },
  } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: true })
  const { compress } = values
  if (compress !== "zstd" && compress !== "gzip") throw new Error(`--compress is zstd or gzip, not ${compress}.`)
  const compression: Compression = compress
  const here = process.env.INIT_CWD ?? process.cwd()
  const fallback = process.env.IMAGES_DIR ?? join(process.env.DATA_DIR ?? ".data", "images")
  return {
    help: values.help ?? false,
    refresh: values.refresh ?? false,
    wanted: positionals,
    compression,
    out: values.out ? resolve(here, values.out) : resolve(root, fallback),
    mirror: values.mirror ?? process.env.IMAGES_MIRROR ?? "http://deb.debian.org/debian",
    jobs: Math.max(1, Number(values.jobs ?? 2) || 2),
  }
}

type Options = ReturnType<typeof readOptions>

async function buildAll(options: Options): Promise<void> {
  const started = Date.now()
  const recipes = await readRecipes(join(root, "images"))
  const roles = chooseRoles(recipes.roles, options.wanted)
  const cache = join(options.out, "cache")
  await mkdir(cache, { recursive: true })
  if (options.refresh) await forgetLayers(cache)
  const base = await baseLayer(cache, recipes.base.packages, options.mirror)
  if (Date.now() - started > 2_000) console.log(`base: ${seconds(started)}`)
  // The heaviest first: what begins last should be quick.
  const waiting = [...roles].sort((a, b) => b.packages.length - a.packages.length)
  let built = 0
  const work = async () => {
    for (let role = waiting.shift(); role; role = waiting.shift()) {
      if (await buildOne(role, base, options)) built++
    }
  }
  // When one fails the others are seen to their end: nothing may still be writing here when the lock goes.
  const ends = await Promise.allSettled(Array.from({ length: options.jobs }, work))
  for (const end of ends) if (end.status === "rejected") throw end.reason
  const current = roles.length - built
  console.log(`${built} built, ${current} as they were, in ${seconds(started)}: ${options.out}`)
}

/** True if it was built, false if the last build still is what the recipe says. */
async function buildOne(role: Role, base: Layer, options: Options): Promise<boolean> {
  const { out, compression } = options
  const started = Date.now()
  const files = [...role.overlays, ...(role.prepare ? [role.prepare] : []), join(root, "scripts/images")]
  const stamp = await stampOf([base.stamp, compression, role.name, role.description, ...role.packages], files)
  const last = (await readManifest(out)).find((image) => image.name === role.name)
  if (await isCurrent(out, last, stamp)) return false
  const layer = await packagesLayer(join(out, "cache"), base, role.packages)
  const installed = seconds(started)
  const packing = Date.now()
  const file = `${role.name}.${compressions[compression].ending}`
  const workFolder = join(out, "cache", `work-${role.name}`)
  const packed = await packImage(role, layer, { workFolder, target: join(out, file), compression })
  const image: BuiltImage = { name: role.name, file, ...packed, builtAt: new Date().toISOString(), stamp }
  await serially(() => addToManifest(out, image))
  if (last && last.file !== file) await rm(join(out, last.file), { force: true })
  console.log(`${role.name}: packages ${installed}, packed ${seconds(packing)}, ${mebibytes(packed.bytes)}`)
  return true
}

// The manifest is read, changed and written by one image at a time.
let turn: Promise<void> = Promise.resolve()
function serially(act: () => Promise<void>): Promise<void> {
  turn = turn.then(act)
  return turn
}

async function forgetLayers(cache: string): Promise<void> {
  for (const name of await readdir(cache))
    if (/^(base|packages)-/.test(name)) await rm(join(cache, name), { recursive: true, force: true })
}

async function main(): Promise<number> {
  const options = readOptions()
  if (options.help) {
    console.log(usage)
    return 0
  }
  const refusal = await whyNot({ platform: process.platform, uid: process.getuid?.() })
  if (refusal) {
    console.error(refusal)
    return 1
  }
  await mkdir(options.out, { recursive: true })
  const release = await takeTurn(join(options.out, "build.lock"))
  try {
    await buildAll(options)
    return 0
  } finally {
    await release()
  }
}

/** Who comes second has little left to do: most of it, or all, was built by then. */
async function takeTurn(path: string): Promise<() => Promise<void>> {
  for (let isTold = false; ; isTold = true) {
    const lock = await tryLock(path)
    if (lock.kind === "held") return lock.release
    if (!isTold) console.log(`Images are being built there already (process ${lock.holder.pid}): waiting for it.`)
    await pause(500)
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
