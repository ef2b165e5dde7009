import { describe, expect, it } from "vitest"
import { folderNameProblem, joinPath, pathParts } from "./volume-path"

describe("volume paths", () => {
  it("joins without a leading slash", () => {
    expect(joinPath("", "index.html")).toBe("index.html")
    expect(joinPath("img", "a/b.png")).toBe("img/a/b.png")
  })
  it("splits into folders with their own paths", () => {
    expect(pathParts("")).toEqual([])
    expect(pathParts("a/b")).toEqual([
      { name: "a", path: "a" },
      { name: "b", path: "a/b" },
    ])
  })
  it("refuses names that cannot be, in words", () => {
    expect(folderNameProblem("images/2026")).toBeNull()
    for (const bad of ["", " ", "a//b", "/a", "..", "a/../b", "a\\b", "a\u0000b"])
      expect(folderNameProblem(bad)).not.toBeNull()
  })
})
