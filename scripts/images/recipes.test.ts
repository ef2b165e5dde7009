import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { whyNot } from "./host-check"
import { addToManifest, type BuiltImage, isCurrent, readManifest } from "./manifest"
import { chooseRoles, readRecipes, stampOf } from "./recipes"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gridline-images-"))
})
afterEach(() => rm(folder, { recursive: true }))

async function file(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text, { mode })
}
async function recipes() {
  await file("base/recipe.json", '{"description":"base","packages":["jq"]}')
  await file("base/rootfs/etc/a", "")
  await file("roles/web@1/recipe.json", '{"description":"a web","packages":["b","a"],"overlays":["proxy"]}')
  await file("roles/web@2/recipe.json", '{"description":"a web","packages":[]}')
  await file("roles/web@1/prepare", "")
}

describe("recipes", () => {
  test("a role has sorted packages and its overlays from the base up", async () => {
    await recipes()
    const { base, roles } = await readRecipes(folder)
    expect(base.packages).toEqual(["jq"])
    expect(roles.map((role) => role.name)).toEqual(["web@1", "web@2"])
    expect(roles[0]).toEqual({
      name: "web@1",
      description: "a web",
      packages: ["a", "b"],
      prepare: join(folder, "roles/web@1/prepare"),
      overlays: [join(folder, "base/rootfs"), join(folder, "overlays/proxy/rootfs")],
    })
  })

  test("what a recipe cannot say is refused with its path", async () => {
    await recipes()
    await file("roles/web@2/recipe.json", '{"description":"a web","packages":[],"package":"typo"}')
    await expect(readRecipes(folder)).rejects.toThrow(/web@2\/recipe\.json/)
    await file("roles/Web/recipe.json", '{"description":"a web","packages":[]}')
    await expect(readRecipes(folder)).rejects.toThrow(/name@version/)
  })

  test("roles are chosen by name, with or without a version", async () => {
    await recipes()
    const { roles } = await readRecipes(folder)
    const names = (...wanted: string[]) => chooseRoles(roles, wanted).map((role) => role.name)
    expect(names()).toEqual(["web@1", "web@2"])
    expect(names("web")).toEqual(["web@1", "web@2"])
    expect(names("web@2")).toEqual(["web@2"])
    expect(() => names("we")).toThrow("There is no image we. There are web@1, web@2.")
  })

  test("a stamp follows names, contents and whether a file is a program, and nothing else", async () => {
    await file("a/x", "1")
    const before = await stampOf(["t"], [join(folder, "a")])
    await rm(join(folder, "a/x"))
    await file("a/x", "1", 0o600)
    expect(await stampOf(["t"], [join(folder, "a")])).toBe(before)
    await rm(join(folder, "a/x"))
    await file("a/x", "1", 0o755)
    expect(await stampOf(["t"], [join(folder, "a")])).not.toBe(before)
  })
})

test("the recipes of this checkout can be read, and each role says when it is ready", async () => {
  const { roles } = await readRecipes(join(__dirname, "../../images"))
  expect(roles.length).toBeGreaterThan(0)
  const ready = "usr/lib/gridline/ready"
  for (const role of roles) {
    const programs = role.overlays.map((overlay) => join(overlay, ready)).filter(existsSync)
    expect([role.name, programs.length]).toEqual([role.name, 1])
    expect((await stat(programs[0] ?? "")).mode & 0o111).not.toBe(0)
  }
})

test("the manifest has one entry per image, and a file that is gone or cut is not current", async () => {
  const image = (stamp: string): BuiltImage => ({
    name: "web@1",
    file: "web@1.tar.gz",
    sha256: "0",
    bytes: 3,
    packages: {},
    builtAt: "2026-01-01T00:00:00.000Z",
    stamp,
  })
  await addToManifest(folder, image("one"))
  await addToManifest(folder, image("two"))
  const [built, ...others] = await readManifest(folder)
  expect(others).toEqual([])
  expect(built?.stamp).toBe("two")
  expect(await isCurrent(folder, built, "two")).toBe(false)
  await file("web@1.tar.gz", "abc")
  expect(await isCurrent(folder, built, "two")).toBe(true)
  expect(await isCurrent(folder, built, "one")).toBe(false)
  await file("web@1.tar.gz", "ab")
  expect(await isCurrent(folder, built, "two")).toBe(false)
})

test("who cannot build is told why", async () => {
  expect(await whyNot({ platform: "darwin", uid: 0 })).toContain("Linux")
  expect(await whyNot({ platform: "linux", uid: 1000 })).toContain("root")
})
