import { describe, expect, it } from "vitest"
import { commands } from "./commands"
import { commandPressed, isPressed, keyCaps } from "./keys"

const press = (key: string, ...held: ("ctrlKey" | "metaKey" | "shiftKey" | "altKey")[]) => ({
  key,
  ctrlKey: held.includes("ctrlKey"),
  metaKey: held.includes("metaKey"),
  shiftKey: held.includes("shiftKey"),
  altKey: held.includes("altKey"),
})

describe("keys of the board", () => {
  it("tells undo from redo", () => {
    expect(commandPressed(press("z", "ctrlKey"), commands)?.id).toBe("undo")
    expect(commandPressed(press("Z", "ctrlKey", "shiftKey"), commands)?.id).toBe("redo")
    expect(commandPressed(press("y", "metaKey"), commands)?.id).toBe("redo")
  })

  it("leaves copy and paste to the browser's own events", () => {
    expect(commandPressed(press("c", "ctrlKey"), commands)).toBeUndefined()
    expect(commandPressed(press("c"), commands)?.id).toBe("connect")
  })

  it("takes signs however they are typed", () => {
    expect(isPressed(press("+", "shiftKey"), "+")).toBe(true)
    expect(isPressed(press("/"), "/")).toBe(true)
    expect(isPressed(press("/", "altKey"), "/")).toBe(false)
  })

  it("has no key twice", () => {
    const keys = commands.flatMap((command) => command.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it("writes keys as caps", () => expect(keyCaps("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]))
})
