import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Blueprint } from "@/lib/blueprint/document"
import { DraftKeeper, saveAfterMs } from "./draft-keeper"
import type { Copy } from "./local-copy"

const drawing = (): Blueprint => ({ format: 1, components: [], connections: [] })

function setUp(send: (version: number) => Promise<{ version: number }>) {
  let present = drawing()
  const copy: { kept: Copy | null } = { kept: null }
  const sent: { blueprint: Blueprint; version: number }[] = []
  const keeper = new DraftKeeper(
    {
      present: () => present,
      send: (draft) => {
        sent.push(draft)
        return send(draft.version)
      },
      copy: {
        read: async () => copy.kept,
        keep: (next) => {
          copy.kept = next
        },
        forget: () => {
          copy.kept = null
        },
      },
      now: () => "2026-01-01T00:00:00.000Z",
    },
    present,
    { version: 3, baseRevision: 1 },
  )
  const draw = () => {
    present = drawing()
    keeper.changed()
    return present
  }
  return { keeper, draw, sent, copy, undo: (to: Blueprint) => (present = to) }
}
const refused = (code: string, field?: string) =>
  Object.assign(new Error("no"), { data: { api: { code, message: "Not now.", ...(field ? { field } : {}) } } })

describe("keeping a draft", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("saves once, a moment after the last change, and counts the version on", async () => {
    const { keeper, draw, sent, copy } = setUp(async (version) => ({ version: version + 1 }))
    draw()
    const last = draw()
    expect(copy.kept?.blueprint).toBe(last)
    await vi.advanceTimersByTimeAsync(saveAfterMs)
    expect(sent).toHaveLength(1)
    expect(keeper.status.get()).toMatchObject({ phase: "saved", version: 4 })
    expect(copy.kept).toBeNull()
  })

  it("saves what was drawn during a save with the version of that save", async () => {
    let answer: () => void = () => undefined
    const { keeper, draw, sent } = setUp(
      (version) => new Promise((resolve) => (answer = () => resolve({ version: version + 1 }))),
    )
    draw()
    const first = keeper.flush()
    const last = draw()
    answer()
    await first
    expect(keeper.status.get().phase).toBe("unsaved")
    await vi.advanceTimersByTimeAsync(saveAfterMs)
    answer()
    await vi.advanceTimersByTimeAsync(0)
    expect(sent.map(({ version }) => version)).toEqual([3, 4])
    expect(sent[1]?.blueprint).toBe(last)
    expect(keeper.status.get()).toMatchObject({ phase: "saved", version: 5 })
  })

  it("says why it could not save, keeps the copy, and saves when asked again", async () => {
    let fails = true
    const { keeper, draw, copy } = setUp(async (version) => {
      if (fails) throw refused("unavailable")
      return { version: version + 1 }
    })
    const last = draw()
    expect(await keeper.flush()).toBe(false)
    expect(keeper.status.get()).toMatchObject({ phase: "failed", message: "Not now." })
    expect(copy.kept?.blueprint).toBe(last)
    fails = false
    expect(await keeper.flush()).toBe(true)
  })

  it("writes over another window's draft only when told to", async () => {
    const { keeper, draw, sent } = setUp(async (version) => {
      if (version < 9) throw refused("conflict", "version")
      return { version: version + 1 }
    })
    draw()
    await keeper.flush()
    expect(keeper.status.get().phase).toBe("conflict")
    draw()
    await vi.advanceTimersByTimeAsync(saveAfterMs * 2)
    expect(await keeper.flush()).toBe(false)
    expect(sent).toHaveLength(1)
    expect(await keeper.overwrite(9)).toBe(true)
    expect(keeper.status.get()).toMatchObject({ phase: "saved", version: 10 })
  })
})
