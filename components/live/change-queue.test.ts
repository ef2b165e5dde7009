import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { changeQueue } from "./change-queue"

describe("change queue", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const make = () => {
    const flushed: string[][] = []
    const queue = changeQueue<"node" | "event" | "usage">({
      everyMs: 300,
      slow: { usage: 5_000 },
      flush: (topics) => flushed.push([...topics].sort()),
    })
    return { flushed, queue }
  }

  it("hands on the first at once and the rest together", () => {
    const { flushed, queue } = make()
    queue.add("node")
    queue.add("event")
    queue.add("node")
    expect(flushed).toEqual([["node"]])
    vi.advanceTimersByTime(300)
    expect(flushed).toEqual([["node"], ["event", "node"]])
  })

  it("never hands on more often than told, and forgets nothing", () => {
    const { flushed, queue } = make()
    for (let i = 0; i < 1000; i++) {
      queue.add("node")
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(300)
    expect(flushed.length).toBeLessThanOrEqual(35)
    expect(flushed.length).toBeGreaterThanOrEqual(33)
  })

  it("keeps slow topics slow", () => {
    const { flushed, queue } = make()
    for (let i = 0; i < 100; i++) {
      queue.add("usage")
      vi.advanceTimersByTime(100)
    }
    expect(flushed.length).toBeLessThanOrEqual(3)
  })

  it("is silent after stop", () => {
    const { flushed, queue } = make()
    queue.add("node")
    queue.add("event")
    queue.stop()
    vi.advanceTimersByTime(10_000)
    expect(flushed).toEqual([["node"]])
  })
})
