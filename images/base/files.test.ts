import { spawnSync } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

const program = join(__dirname, "rootfs/usr/lib/gridline/files")
let outside: string
let root: string

beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), "gridline-files-"))
  root = join(outside, "volume")
  await mkdir(join(root, ".gridline-upload"), { recursive: true })
  await writeFile(join(outside, "secret"), "not yours")
})
afterEach(() => rm(outside, { recursive: true }))

function files(verb: string, ...args: string[]) {
  const ended = spawnSync("perl", [program, verb, root, ...args], { encoding: "utf8" })
  return { code: ended.status, out: ended.stdout, err: ended.stderr }
}
const names = (out: string) =>
  out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).name as string)

describe("list", () => {
  test("says of each entry what it is, sorted, without uploads and links", async () => {
    await writeFile(join(root, 'a "b"\\c.txt'), "four")
    await mkdir(join(root, "folder"))
    await symlink("folder", join(root, "link"))
    const { code, out } = files("list", "")
    expect(code).toBe(0)
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(lines).toEqual([
      { name: 'a "b"\\c.txt', kind: "file", bytes: 4, modifiedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      { name: "folder", kind: "folder", bytes: 0, modifiedAt: expect.any(String) },
    ])
  })

  test("carries names in every script", async () => {
    await writeFile(join(root, "Grüße-日本.txt"), "")
    expect(names(files("list", "").out)).toEqual(["Grüße-日本.txt"])
  })

  test("a missing folder is not found", () => {
    expect(files("list", "nowhere").code).toBe(3)
  })
})

describe("paths that lead out", () => {
  test.each(["../secret", "a/../../secret", "/etc/passwd", "./a", "a//b", "a/", "a\u0001", ".gridline-upload/x"])(
    "%j is a bad path for every verb",
    (path) => {
      for (const verb of ["list", "stat", "read", "remove"]) expect([verb, files(verb, path).code]).toEqual([verb, 2])
      expect(files("finish", "temporary", path, "0").code).toBe(2)
    },
  )

  test("a symbolic link is never followed, at no place of a path", async () => {
    await symlink(outside, join(root, "out"))
    await symlink(join(outside, "secret"), join(root, "file"))
    for (const [verb, path] of [
      ["list", "out"],
      ["stat", "out/secret"],
      ["read", "out/secret"],
      ["read", "file"],
      ["remove", "out/secret"],
    ] as const)
      expect([verb, path, files(verb, path).code]).toEqual([verb, path, 2])
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("not yours")
  })

  test("an upload cannot be finished through a link, nor taken from behind one", async () => {
    await symlink(outside, join(root, "out"))
    await writeFile(join(root, ".gridline-upload/t1"), "new")
    expect(files("finish", "t1", "out/secret", "3").code).toBe(2)
    expect(files("finish", "../t1", "x", "3").code).toBe(2)
    await symlink(join(outside, "secret"), join(root, ".gridline-upload/t2"))
    expect(files("finish", "t2", "x", "3").code).toBe(2)
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("not yours")
  })
})

describe("finish", () => {
  test("moves the upload to its place and makes the folders", async () => {
    await writeFile(join(root, ".gridline-upload/t1"), "new", { mode: 0o600 })
    expect(files("finish", "t1", "a/b/c.txt", "3")).toEqual({ code: 0, out: "", err: "" })
    expect(await readFile(join(root, "a/b/c.txt"), "utf8")).toBe("new")
    expect((await stat(join(root, "a/b/c.txt"))).mode & 0o777).toBe(0o644)
    expect(await readdir(join(root, ".gridline-upload"))).toEqual([])
  })

  test("replaces a file, and a link by its name, but no folder", async () => {
    await symlink(join(outside, "secret"), join(root, "link"))
    await writeFile(join(root, ".gridline-upload/t1"), "new")
    expect(files("finish", "t1", "link", "3").code).toBe(0)
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("not yours")
    await mkdir(join(root, "folder"))
    await writeFile(join(root, ".gridline-upload/t2"), "new")
    expect(files("finish", "t2", "folder", "3").code).toBe(2)
  })

  test("what was never uploaded is not found", () => {
    expect(files("finish", "t1", "a", "3").code).toBe(3)
  })
})

describe("receive", () => {
  const receive = (name: string, input: string) =>
    spawnSync("perl", [program, "receive", root, name], { input, encoding: "utf8" }).status

  test("what comes in waits under its temporary name, and is never put over what waits there", async () => {
    await rm(join(root, ".gridline-upload"), { recursive: true })
    expect(receive("t1", "three words here")).toBe(0)
    expect(await readFile(join(root, ".gridline-upload/t1"), "utf8")).toBe("three words here")
    expect(receive("t1", "other")).toBe(1)
    expect(receive("../t2", "other")).toBe(2)
    expect(files("list", "").out).toBe("")
  })

  test("nothing is received through a link, and what is given up is gone", async () => {
    expect(receive("t1", "new")).toBe(0)
    expect(files("discard", "t1").code).toBe(0)
    expect(files("discard", "t1").code).toBe(0)
    expect(await readdir(join(root, ".gridline-upload"))).toEqual([])
    await rm(join(root, ".gridline-upload"), { recursive: true })
    await symlink(outside, join(root, ".gridline-upload"))
    const before = await readdir(outside)
    expect(receive("t1", "new")).toBe(2)
    expect(await readdir(outside)).toEqual(before)
  })

  test("an upload that somebody gave up without saying so makes room for the next", async () => {
    const minutesAgo = (minutes: number) => Date.now() / 1000 - minutes * 60
    for (const [name, minutes] of [
      ["forgotten", 16],
      ["slow", 14],
    ] as const) {
      expect(receive(name, name)).toBe(0)
      await utimes(join(root, ".gridline-upload", name), minutesAgo(minutes), minutesAgo(minutes))
    }
    expect(receive("new", "new")).toBe(0)
    expect((await readdir(join(root, ".gridline-upload"))).sort()).toEqual(["new", "slow"])
  })

  test("half an upload does not get its name", async () => {
    expect(receive("t1", "ab")).toBe(0)
    expect(files("finish", "t1", "a", "3").code).toBe(1)
    expect(files("stat", "a").code).toBe(3)
  })
})

describe("stat, read, remove", () => {
  test("a file comes back as it is", async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0])
    await writeFile(join(root, "b"), bytes)
    const { stdout } = spawnSync("perl", [program, "read", root, "b"])
    expect(stdout).toEqual(bytes)
    expect(JSON.parse(files("stat", "b").out)).toMatchObject({ name: "b", kind: "file", bytes: 5 })
    expect(JSON.parse(files("stat", "").out)).toMatchObject({ name: "", kind: "folder" })
  })

  test("a folder goes with all it holds, links in it without what they point at", async () => {
    await mkdir(join(root, "a/b"), { recursive: true })
    await writeFile(join(root, "a/b/c"), "")
    await symlink(outside, join(root, "a/b/out"))
    expect(files("remove", "a").code).toBe(0)
    expect(await readdir(root)).toEqual([".gridline-upload"])
    expect(await readFile(join(outside, "secret"), "utf8")).toBe("not yours")
    expect(files("remove", "a").code).toBe(3)
    expect(files("remove", "").code).toBe(2)
  })
})
