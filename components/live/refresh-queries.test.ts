import { QueryClient, QueryObserver } from "@tanstack/react-query"
import { afterEach, expect, test } from "vitest"
import { refreshQueries } from "./refresh-queries"

const client = new QueryClient()
afterEach(() => client.clear())

/** A page that shows the number of the world; answers come when they are let go. */
function watch() {
  const world = { state: 0 }
  const held: (() => void)[] = []
  const observer = new QueryObserver(client, {
    queryKey: ["vdcs", "get"],
    queryFn: async () => {
      const read = world.state
      await new Promise<void>((resolve) => held.push(resolve))
      return read
    },
  })
  const end = observer.subscribe(() => undefined)
  const letGo = async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0)
    for (const resolve of held.splice(0)) resolve()
  }
  return { world, letGo, shown: () => observer.getCurrentResult().data, asked: () => held.length, end }
}

test("what changed while the first answer was under way is seen", async () => {
  const { world, letGo, shown, asked, end } = watch()
  await expect.poll(asked).toBe(1)
  world.state = 1
  const refreshed = refreshQueries(client, { queryKey: ["vdcs"] })
  await letGo()
  await letGo()
  await refreshed
  expect(shown()).toBe(1)
  end()
})

test("what is on screen is asked for once, what is not is marked old", async () => {
  const { world, letGo, shown, end } = watch()
  await letGo()
  await expect.poll(shown).toBe(0)
  world.state = 1
  const refreshed = refreshQueries(client, { queryKey: ["vdcs"] })
  await letGo()
  await refreshed
  expect(shown()).toBe(1)
  end()
  await refreshQueries(client, { queryKey: ["vdcs"] })
  expect(client.getQueryState(["vdcs", "get"])?.isInvalidated).toBe(true)
})
