import { spawn } from "node:child_process"
import { homedir } from "node:os"
import { join } from "node:path"

/** Outside the checkout: what was built once serves every clone on this machine, since images are kept by their content. */
export const rigImagesDir =
  process.env.RIG_IMAGES ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gridline", "images")

export function buildRigImages(): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ["node_modules/tsx/dist/cli.mjs", "scripts/images/build.ts", "--out", rigImagesDir]
    const child = spawn(process.execPath, args, { stdio: "inherit" })
    child.once("error", reject)
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`images:build ended with ${code}`))))
  })
}
