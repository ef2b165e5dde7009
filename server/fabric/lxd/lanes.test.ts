import { expect, test } from "vitest"
import { Lanes } from "./lanes"

const never = new AbortController().signal

function work() {
  let end: () => void = () => undefined
  const done = new Promise<void>((resolve) => {
    end = resolve
  })
  return { done, end }
}

test("no more than its lanes at a time, each key by itself, first come first served", async () => {
  const lanes = new Lanes(2)
  const begun: string[] = []
  const works = new Map(["a", "b", "c", "d", "other"].map((name) => [name, work()]))
  const run = (key: string, name: string) =>
    lanes.take(key, never, () => {
      begun.push(name)
      return works.get(name)?.done ?? Promise.resolve()
    })
  const all = [run("n1", "a"), run("n1", "b"), run("n1", "c"), run("n1", "d"), run("n2", "other")]
  await Promise.resolve()
  await Promise.resolve()
  expect(begun).toEqual(["a", "b", "other"])
  works.get("b")?.end()
  await all[1]
  await Promise.resolve()
  expect(begun).toEqual(["a", "b", "other", "c"])
  for (const { end } of works.values()) end()
  await Promise.all(all)
  expect(begun).toHaveLength(5)
})

test("whoever gives up waiting leaves the line, what fails leaves its lane, and the others go on", async () => {
  const lanes = new Lanes(1)
  const first = work()
  const failing = lanes.take("n1", never, () => first.done.then(() => Promise.reject(new Error("broken"))))
  const impatient = new AbortController()
  const gone = lanes.take("n1", impatient.signal, () => Promise.reject(new Error("never begun")))
  const last = lanes.take("n1", never, () => Promise.resolve("done"))
  impatient.abort()
  await expect(gone).rejects.toMatchObject({ code: "busy", retryable: true })
  first.end()
  await expect(failing).rejects.toThrow("broken")
  expect(await last).toBe("done")
  await expect(lanes.take("n1", impatient.signal, () => Promise.resolve("free"))).resolves.toBe("free")
})
