import type { BoardCommand } from "./commands"

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">

/** Whether an event is "mod+shift+z". Characters that need Shift to type ("?", "+") say nothing of it. */
export function isPressed(event: Pressed, keys: string): boolean {
  const parts = keys === "+" ? ["+"] : keys.split("+")
  const key = parts.at(-1) ?? ""
  const wants = (name: string) => parts.length > 1 && parts.slice(0, -1).includes(name)
  if (event.altKey || (event.ctrlKey || event.metaKey) !== wants("mod")) return false
  const isLetter = /^[a-z]$/.test(key) || key.length > 1
  if (isLetter && event.shiftKey !== wants("shift")) return false
  return event.key.toLowerCase() === key
}

export const commandPressed = (event: Pressed, commands: readonly BoardCommand[]): BoardCommand | undefined =>
  commands.find(({ keys, isNative }) => !isNative && keys.some((each) => isPressed(event, each)))

const names: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  delete: "Del",
  backspace: "⌫",
  enter: "Enter",
}

/** "mod+shift+z" as caps of keys: Ctrl, Shift, Z. */
export function keyCaps(keys: string): string[] {
  if (keys === "+") return ["+"]
  return keys.split("+").map((part) => names[part] ?? part.toUpperCase())
}
