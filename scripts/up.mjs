// npm run up: everything from a fresh clone to a running portal. Plain Node up to where the packages are installed.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { ensurePackages, requireNode, root } from "./packages.mjs"

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(readFileSync(join(root, "scripts", "up", "help.txt"), "utf8"))
  process.exit(0)
}
requireNode()
ensurePackages()
process.chdir(root)
const { register } = await import("tsx/esm/api")
register()
const { main } = await import("./up/main.ts")
process.exit(await main(process.argv.slice(2)))
