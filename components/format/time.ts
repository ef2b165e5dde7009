const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "12 s ago", "in 3 min": one unit, rounded down; dates beyond 30 days are written out. */
export function relativeTime(at: Date, now: Date): string {
  const distance = now.getTime() - at.getTime()
  const size = Math.abs(distance)
  if (size < 5 * second) return "just now"
  if (size >= 30 * day) return at.toISOString().slice(0, 10)
  const text =
    size < minute
      ? `${Math.floor(size / second)} s`
      : size < hour
        ? `${Math.floor(size / minute)} min`
        : size < day
          ? `${Math.floor(size / hour)} h`
          : `${Math.floor(size / day)} d`
  return distance >= 0 ? `${text} ago` : `in ${text}`
}

/** "2026-11-23 20:27:50 UTC" */
export const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`

/** A length: "850 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (ms < second) return `${Math.round(ms)} ms`
  if (ms < minute) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const pair = (big: number, unit: string, rest: number, restUnit: string) =>
    rest === 0 ? `${big} ${unit}` : `${big} ${unit} ${rest} ${restUnit}`
  if (ms < hour) return pair(Math.floor(ms / minute), "min", Math.floor((ms % minute) / second), "s")
  if (ms < day) return pair(Math.floor(ms / hour), "h", Math.floor((ms % hour) / minute), "min")
  return pair(Math.floor(ms / day), "d", Math.floor((ms % day) / hour), "h")
}

/** Clock time in the viewer's zone, for logs: "20:27:50.123". */
export function clockTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0")
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`
}
