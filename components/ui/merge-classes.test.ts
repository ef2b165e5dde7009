import { describe, expect, it } from "vitest"
import { mergeClasses } from "./merge-classes"

describe("merging class names", () => {
  it("lets the later of two that set the same thing win", () => {
    expect(mergeClasses("h-9 px-3.5 h-8")).toBe("px-3.5 h-8")
    expect(mergeClasses("text-sm text-muted-foreground text-compact")).toBe("text-muted-foreground text-compact")
    expect(mergeClasses("text-foreground text-center text-state-failed")).toBe("text-center text-state-failed")
    expect(mergeClasses("border border-input border-border")).toBe("border border-border")
    expect(mergeClasses("rounded-md rounded-full")).toBe("rounded-full")
    expect(mergeClasses("flex hidden")).toBe("hidden")
  })
  it("knows what the wide ones cover, and that the narrow ones do not", () => {
    expect(mergeClasses("px-4 pt-2 p-0")).toBe("p-0")
    expect(mergeClasses("p-4 px-2")).toBe("p-4 px-2")
    expect(mergeClasses("h-4 w-4 size-5")).toBe("size-5")
    expect(mergeClasses("size-5 h-4")).toBe("size-5 h-4")
  })
  it("keeps sides and axes apart", () => {
    expect(mergeClasses("border-t-2 border-l-2")).toBe("border-t-2 border-l-2")
    expect(mergeClasses("border-l-2 md:border-t-2 md:border-l-0")).toBe("border-l-2 md:border-t-2 md:border-l-0")
    expect(mergeClasses("border-b border-transparent border-b-2")).toBe("border-transparent border-b-2")
    expect(mergeClasses("overflow-x-auto overflow-y-hidden")).toBe("overflow-x-auto overflow-y-hidden")
  })
  it("keeps variants apart", () => {
    expect(mergeClasses("bg-card hover:bg-accent bg-muted")).toBe("hover:bg-accent bg-muted")
    expect(mergeClasses("sm:px-2 px-4 sm:px-5")).toBe("px-4 sm:px-5")
    expect(mergeClasses("data-[state=open]:animate-fade-in h-(--radix-x) h-2")).toBe(
      "data-[state=open]:animate-fade-in h-2",
    )
  })
  it("leaves alone what it does not know", () => {
    expect(mergeClasses("group peer truncate custom truncate")).toBe("group peer truncate custom truncate")
    expect(mergeClasses("[&_svg]:size-4 size-3")).toBe("[&_svg]:size-4 size-3")
  })
})
