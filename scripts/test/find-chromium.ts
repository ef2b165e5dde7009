import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { chromium } from "@playwright/test"

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable"]

/** The system's Chromium if it has one, else the one Playwright installed. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  return [...systemBrowsers, chromium.executablePath()].find((path) => existsSync(path))
}

/** Installs one if there is none: Debian's package for root on Debian, else Playwright's download. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found) return found
  const isDebianRoot = existsSync("/etc/debian_version") && process.getuid?.() === 0
  if (isDebianRoot) installDebianPackage()
  else run("npx", ["playwright", "install", "chromium"])
  const installed = findChromium()
  if (installed) return installed
  throw new Error("No Chromium: install one and set CHROMIUM_PATH to it.")
}

function installDebianPackage(): void {
  run("apt-get", ["update", "-q"])
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"])
}

function run(program: string, args: readonly string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"], env: environment })
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`)
}

/** A browser in a container or run by root has no sandbox to build; the rest keeps it from calling home. */
export const chromiumFlags = [
  ...(process.getuid?.() === 0 || process.env.CI ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]
