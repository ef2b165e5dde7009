import { createHash } from "node:crypto"
import { readdir, readFile, stat } from "node:fs/promises"
import { join, relative } from "node:path"
import { z } from "zod"

const Recipe = z.strictObject({
  description: z.string(),
  packages: z.array(z.string()),
  overlays: z.array(z.string()).default([]),
})

/** `name` is "apache@1". Overlays are laid over each other in this order: the base's, those shared, the role's own. */
export type Role = { name: string; description: string; packages: string[]; prepare: string | null; overlays: string[] }

export type Recipes = { base: { packages: string[] }; roles: Role[] }

export async function readRecipes(folder: string): Promise<Recipes> {
  const base = await readRecipe(join(folder, "base"))
  const names = (await readdir(join(folder, "roles"))).sort()
  const roles = await Promise.all(names.map((name) => readRole(folder, name)))
  return { base: { packages: base.packages }, roles }
}

async function readRole(folder: string, name: string): Promise<Role> {
  if (!/^[a-z][a-z0-9-]*@[1-9][0-9]*$/.test(name)) throw new Error(`images/roles/${name} is not called name@version.`)
  const own = join(folder, "roles", name)
  const recipe = await readRecipe(own)
  const entries = await readdir(own)
  const shared = recipe.overlays.map((overlay) => join(folder, "overlays", overlay, "rootfs"))
  const overlays = [join(folder, "base", "rootfs"), ...shared]
  if (entries.includes("rootfs")) overlays.push(join(own, "rootfs"))
  return {
    name,
    description: recipe.description,
    packages: [...recipe.packages].sort(),
    prepare: entries.includes("prepare") ? join(own, "prepare") : null,
    overlays,
  }
}

async function readRecipe(folder: string) {
  const path = join(folder, "recipe.json")
  const parsed = Recipe.safeParse(JSON.parse(await readFile(path, "utf8")))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** The roles asked for: "apache" means every version of it, nothing means all. */
export function chooseRoles(roles: readonly Role[], wanted: readonly string[]): Role[] {
  const isMeant = (role: Role, name: string) => role.name === name || role.name.startsWith(`${name}@`)
  const unknown = wanted.filter((name) => !roles.some((role) => isMeant(role, name)))
  if (unknown.length > 0)
    throw new Error(`There is no image ${unknown.join(", ")}. There are ${roles.map((role) => role.name).join(", ")}.`)
  return roles.filter((role) => wanted.length === 0 || wanted.some((name) => isMeant(role, name)))
}

/** What decides over an image, as one word: texts, and files with their names, contents and whether they are programs. */
export async function stampOf(texts: readonly string[], paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256")
  for (const text of texts) hash.update(`${text}\0`)
  for (const path of paths) {
    for (const file of await filesBelow(path)) {
      const isProgram = ((await stat(file)).mode & 0o100) !== 0
      hash.update(`${relative(path, file)}\0${isProgram}\0`).update(await readFile(file))
    }
  }
  return hash.digest("hex").slice(0, 32)
}

async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
