import type { Blueprint } from "@/lib/blueprint/document"

/** What was drawn and not yet saved, as this browser keeps it: a crash takes nothing. */
export type Copy = { blueprint: Blueprint; baseRevision: number; version: number; at: string }

export type LocalCopy = {
  read: () => Promise<Copy | null>
  keep: (copy: Copy) => void
  forget: () => void
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

async function parsed(text: string): Promise<Copy | null> {
  const { Blueprint } = await import("@/lib/blueprint/document")
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) return null
  const { baseRevision, version, at } = value
  const blueprint = Blueprint.safeParse(value.blueprint)
  if (!blueprint.success || typeof baseRevision !== "number" || typeof version !== "number" || typeof at !== "string")
    return null
  return { blueprint: blueprint.data, baseRevision, version, at }
}

/** Of one application and one person. */
export function localCopy(applicationId: string, userId: string): LocalCopy {
  const key = `gridline.board.${applicationId}.${userId}`
  return {
    read: async () => {
      const text = localStorage.getItem(key)
      if (text === null) return null
      try {
        return await parsed(text)
      } catch {
        localStorage.removeItem(key) // half a text, of a browser that ended while it wrote
        return null
      }
    },
    keep: (copy) => {
      try {
        localStorage.setItem(key, JSON.stringify(copy))
      } catch {
        localStorage.removeItem(key) // the browser has no room: an old copy would be worse than none
      }
    },
    forget: () => localStorage.removeItem(key),
  }
}
