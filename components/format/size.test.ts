import { describe, expect, it } from "vitest"
import { bytes, cores, count, disk, listed, memory } from "./size"

describe("sizes", () => {
  it("uses binary units and says so", () => {
    expect(bytes(0)).toBe("0 B")
    expect(bytes("1536")).toBe("1.5 KiB")
    expect(bytes(268_435_456)).toBe("256 MiB")
    expect(disk(2048)).toBe("2 TiB")
  })
  it("writes memory in the unit people think in", () => {
    expect(memory(64)).toBe("64 MiB")
    expect(memory(1536)).toBe("1.5 GiB")
    expect(memory(131_072)).toBe("128 GiB")
  })
  it("writes cores", () => {
    expect(cores(250)).toBe("0.25 cores")
    expect(cores(1000)).toBe("1 core")
  })
  it("agrees in number", () => {
    expect(count(1, "node")).toBe("1 node")
    expect(count(0, "node")).toBe("0 nodes")
    expect(count(2, "copy", "copies")).toBe("2 copies")
  })
  it("names a few and counts the rest", () => {
    expect(listed(["web", "db"])).toBe("web, db")
    expect(listed(["a", "b", "c", "d"], 2)).toBe("a, b and 2 more")
  })
})
