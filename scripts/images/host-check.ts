import { access, constants } from "node:fs/promises"
import { join } from "node:path"

const folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
const needed = [
  { program: "debootstrap", package: "debootstrap" },
  { program: "unshare", package: "util-linux" },
  { program: "chroot", package: "coreutils" },
  { program: "tar", package: "tar" },
  { program: "gzip", package: "gzip" },
  { program: "zstd", package: "zstd" },
]

/** Why images cannot be built here, in words for who called; null if they can. Nothing is installed by itself. */
export async function whyNot(host: { platform: string; uid: number | undefined }): Promise<string | null> {
  if (host.platform !== "linux") return "Images are built from Debian packages, which takes a Linux machine."
  if (host.uid !== 0)
    return "Building images takes root: packages are installed as they are on a machine of their own. Try sudo npm run images:build."
  const missing: string[] = []
  for (const { program, package: name } of needed) if (!(await isThere(program))) missing.push(name)
  if (missing.length === 0) return null
  return `Missing here: ${missing.join(", ")}. Install with: apt-get install -y ${missing.join(" ")}`
}

async function isThere(program: string): Promise<boolean> {
  for (const folder of folders) {
    try {
      await access(join(folder, program), constants.X_OK)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    }
  }
  return false
}
