// Plain Node without packages: this is what runs before there are any.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampPath = join(root, "node_modules", ".gridline-packages")

/** Ends the process with a sentence if this Node.js is too old. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const wanted = engines.node
    .replace(/[^\d.]/g, "")
    .split(".")
    .map(Number)
  const running = process.versions.node.split(".").map(Number)
  const first = wanted.findIndex((part, index) => part !== running[index])
  if (first < 0 || running[first] > wanted[first]) return
  fail(`Gridline needs Node.js ${engines.node}; this is ${process.versions.node}.`)
}

/** Installs packages unless node_modules is what package-lock.json says. */
export function ensurePackages() {
  const text = readFileSync(join(root, "package-lock.json"))
  const stamp = createHash("sha256").update(text).digest("hex")
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === stamp) return
  const lock = JSON.parse(text.toString())
  if (!isInstalled(lock)) {
    install()
    if (!isInstalled(lock))
      fail("npm installed other versions than package-lock.json names: is it in step with package.json?")
  }
  writeFileSync(stampPath, stamp)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** npm leaves a list of what it installed: whoever ran `npm install` by hand need not wait for another one. */
function isInstalled({ packages: wanted }) {
  const listPath = join(root, "node_modules", ".package-lock.json")
  if (!existsSync(listPath)) return false
  const { packages: installed } = JSON.parse(readFileSync(listPath, "utf8"))
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true
    return installed[path] ? installed[path].version === version : optional === true
  })
}

/** Exactly what the lock file names. It lists the native packages of every platform, those without a checksum included. */
function install() {
  console.log("Installing packages …")
  const began = Date.now()
  const anyFile = ["/bin/true", "/usr/bin/true"].find((path) => existsSync(path)) ?? process.execPath
  const { status, error } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
    // Prisma's install script fetches an engine that Gridline does not use.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: anyFile, ...process.env, NODE_ENV: "" },
  })
  if (status !== 0) fail(`npm ci failed${error ? `: ${error.message}` : "; its message is above."}`)
  console.log(`Packages installed in ${((Date.now() - began) / 1000).toFixed(1)} s.`)
}
