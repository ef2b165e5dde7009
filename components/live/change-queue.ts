type Timer = ReturnType<typeof setTimeout>

/**
 * Gathers topics and hands them on together, at most once per `everyMs`; the first after a pause goes at once. A topic in
 * `slow` goes at most once per its own time.
 */
export function changeQueue<Topic extends string>({
  everyMs,
  slow = {},
  flush,
}: {
  everyMs: number
  slow?: Partial<Record<Topic, number>>
  flush: (topics: Set<Topic>) => void
}) {
  const waiting = new Map<number, { topics: Set<Topic>; timer: Timer | null }>()

  function tick(every: number): void {
    const lane = waiting.get(every)
    if (!lane) return
    lane.timer = null
    if (lane.topics.size === 0) return
    const topics = lane.topics
    lane.topics = new Set()
    lane.timer = setTimeout(tick, every, every)
    flush(topics)
  }

  return {
    add(topic: Topic): void {
      const every = slow[topic] ?? everyMs
      const lane = waiting.get(every) ?? { topics: new Set<Topic>(), timer: null }
      waiting.set(every, lane)
      lane.topics.add(topic)
      if (lane.timer === null) tick(every)
    },
    stop(): void {
      for (const lane of waiting.values()) if (lane.timer !== null) clearTimeout(lane.timer)
      waiting.clear()
    },
  }
}
