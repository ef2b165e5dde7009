/** One amount of one group in one bucket of time, as exact decimal text. */
export type StackPoint = { bucket: number; key: string; name: string; amount: string }

export type Stacks = {
  /** Drawn from the bottom up; the largest first, at most six. */
  series: { key: string; name: string }[]
  /** One row per bucket: amounts by series key. Pixels need no more digits than a double has. */
  rows: Record<string, number>[]
  empty: boolean
}

export const mostSeries = 6
export const otherKey = "other"

/** The five largest groups and all others together (six if that is all there is), so colours stay tellable. */
export function prepareStacks(points: readonly StackPoint[], buckets: number): Stacks {
  const totals = new Map<string, { key: string; name: string; total: number }>()
  for (const { key, name, amount } of points) {
    const known = totals.get(key) ?? { key, name, total: 0 }
    totals.set(key, { ...known, total: known.total + Number(amount) })
  }
  const largest = [...totals.values()].sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1))
  const own = largest.slice(0, largest.length > mostSeries ? mostSeries - 1 : mostSeries)
  const shown = new Set(own.map(({ key }) => key))
  const rows = Array.from({ length: buckets }, (): Record<string, number> => ({}))
  for (const { bucket, key, amount } of points) {
    const row = rows[bucket]
    if (!row) continue
    const series = shown.has(key) ? key : otherKey
    row[series] = (row[series] ?? 0) + Number(amount)
  }
  const series = own.map(({ key, name }) => ({ key, name }))
  if (largest.length > own.length) series.push({ key: otherKey, name: `${largest.length - own.length} others` })
  return { series, rows, empty: !largest.some(({ total }) => total > 0) }
}
