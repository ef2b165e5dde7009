export type ByteRange = { start: number; end: number }

/** A single `bytes=` range; several at once and anything unknown are answered with the whole, as HTTP allows. */
export function rangeOf(header: string | undefined, size: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "")
  if (!match) return null
  const [, first, last] = match
  if (first === "" && last === "") return null
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1)
  return start > end || start >= size ? "unsatisfiable" : { start, end }
}
