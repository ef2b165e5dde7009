import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { findLink, isOwnBridge } from "./network"
import { RigError, type RigSettings } from "./rig-settings"

const Owner = z.object({ name: z.string(), net: z.string(), poolSize: z.string() })
const ownerPath = ({ directory }: RigSettings) => join(directory, "owner.json")

async function readOwner(settings: RigSettings) {
  const path = ownerPath(settings)
  return existsSync(path) ? Owner.parse(JSON.parse(await readFile(path, "utf8"))) : undefined
}

/** Marks the folder before anything else is made, so that `down` knows it after a crash at any point. */
export async function claim(settings: RigSettings): Promise<void> {
  const { directory, name, net, poolSize } = settings
  const owner = await readOwner(settings)
  if (owner && (owner.name !== name || owner.net !== net || owner.poolSize !== poolSize)) {
    const { name, net, poolSize } = owner
    throw new RigError(`${directory} holds a rig with RIG_NAME=${name} RIG_NET=${net} RIG_POOL_SIZE=${poolSize}.`)
  }
  if (owner) return
  if (existsSync(directory) && (await readdir(directory)).length > 0) {
    throw new RigError(`${directory} is not empty and holds no rig: choose another RIG_DIR.`)
  }
  await mkdir(directory, { recursive: true, mode: 0o711 })
  await writeFile(ownerPath(settings), `${JSON.stringify({ name, net, poolSize })}\n`, { mode: 0o600 })
}

/** Only what bears our mark may be taken down: names alone may be somebody else's. */
export async function isOurs(settings: RigSettings): Promise<boolean> {
  const owner = await readOwner(settings)
  if (owner) return owner.name === settings.name
  return isOwnBridge(settings, await findLink(settings.bridge))
}
