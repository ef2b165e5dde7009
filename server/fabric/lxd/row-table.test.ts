import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { type RowKey, RowTable } from "./row-table"

type Row = { name: string; project: string; location: string; value: number }
const keyOf = ({ project, name }: RowKey) => `${project}/${name}`
const key = (name: string) => ({ project: "p", name })

/** An engine that counts what it is asked; `pass` lets time go by. */
function anEngine(keepMs = 10_000) {
  const there = new Map<string, Row>()
  const asked = { lists: 0, reads: [] as string[] }
  let gate: Promise<void> = Promise.resolve()
  const set = (name: string, value: number) => there.set(name, { name, project: "p", location: "n1", value })
  const table = new RowTable<Row>({
    keyOf,
    list: async () => {
      asked.lists++
      const rows = [...there.values()]
      await gate
      return rows
    },
    read: async ({ name }) => {
      asked.reads.push(name)
      return there.get(name) ?? null
    },
    keepMs: () => keepMs,
  })
  const values = async () => Object.fromEntries((await table.rows()).map((row) => [row.name, row.value]))
  const hold = () => {
    let open = () => undefined as undefined
    gate = new Promise((resolve) => {
      open = () => void resolve()
    })
    return () => {
      gate = Promise.resolve()
      open()
    }
  }
  return { there, asked, set, table, values, hold }
}
const pass = (ms: number) => vi.advanceTimersByTime(ms)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] })
  pass(1)
})
afterEach(() => {
  vi.useRealTimers()
})

describe("rows that are kept true by what is told", () => {
  test("are listed once for as long as a listing is good", async () => {
    const { asked, set, values } = anEngine()
    set("a", 1)
    for (let looks = 0; looks < 9; looks++) {
      expect(await values()).toEqual({ a: 1 })
      pass(1_000)
    }
    expect(asked).toEqual({ lists: 1, reads: [] })
    pass(2_000)
    await values()
    expect(asked.lists).toBe(2)
  })

  test("a row that was told of is read at once, and once more when what was told has come about", async () => {
    const { asked, set, table, values } = anEngine()
    set("a", 1)
    set("b", 1)
    await values()
    pass(10)
    table.told(key("a"))
    pass(10)
    expect(await values()).toEqual({ a: 1, b: 1 }) // it is only about to change
    set("a", 2)
    pass(1_000)
    expect((await values()).a).toBe(1)
    pass(1_000)
    expect((await values()).a).toBe(2)
    pass(1_000)
    await values()
    expect(asked).toEqual({ lists: 1, reads: ["a", "a"] })
  })

  test("what we changed is seen by the next look, made and removed rows too", async () => {
    const { there, asked, set, table, values } = anEngine()
    await values()
    for (const step of [() => set("a", 1), () => set("a", 2), () => there.delete("a"), () => set("a", 3)]) {
      pass(5)
      step()
      table.changedByUs(key("a"))
      pass(5)
      expect(await values()).toEqual(Object.fromEntries([...there].map(([name, row]) => [name, row.value])))
    }
    expect(asked).toEqual({ lists: 1, reads: ["a", "a", "a", "a"] })
  })

  test("a listing that was begun before a row went does not bring it back", async () => {
    const { there, set, table, values, hold } = anEngine()
    set("a", 1)
    await values()
    pass(11_000)
    const release = hold()
    const slow = values()
    pass(5)
    there.delete("a")
    table.changedByUs(key("a"))
    release()
    expect(await slow).toEqual({})
    expect(await values()).toEqual({})
  })

  test("many changed rows are read by one listing", async () => {
    const { asked, set, table, values } = anEngine()
    for (let n = 0; n < 20; n++) set(`c${n}`, 0)
    await values()
    pass(5)
    for (let n = 0; n < 20; n++) {
      set(`c${n}`, 1)
      table.changedByUs(key(`c${n}`))
    }
    pass(5)
    expect(Object.values(await values()).every((value) => value === 1)).toBe(true)
    expect(asked).toEqual({ lists: 2, reads: [] })
  })

  test("rows that do not count are left as they were", async () => {
    const { asked, set, table, values } = anEngine()
    set("a", 1)
    await values()
    pass(5)
    table.changedByUs(key("a"))
    pass(5)
    await table.rows((one) => one.location === "n2")
    expect(asked.reads).toEqual([])
    await table.rows((one) => one.location === "n1")
    expect(asked.reads).toEqual(["a"])
  })
})

test("whatever changes and is told, each look sees it", async () => {
  const change = fc.record({ name: fc.constantFrom("a", "b", "c", "d"), value: fc.nat(3), ms: fc.nat(3_000) })
  const looked = fc.array(fc.tuple(fc.array(change, { maxLength: 3 }), fc.boolean()), { maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(looked, async (turns) => {
      const { there, set, table, values } = anEngine(2_000)
      for (const [changes, isStale] of turns) {
        for (const { name, value, ms } of changes) {
          if (value === 0) there.delete(name)
          else set(name, value)
          table.changedByUs(key(name))
          pass(ms)
        }
        if (isStale) table.stale()
        pass(1)
        expect(await values()).toEqual(Object.fromEntries([...there].map(([name, row]) => [name, row.value])))
      }
    }),
  )
})
