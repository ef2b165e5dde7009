/** Equal whatever the order of keys; a key without a value is no key. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((part, at) => isSame(part, b[at]))
  const [left, right] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))]
  for (const key of right.keys()) if (!left.has(key)) left.set(key, undefined)
  return [...left].every(([key, value]) => isSame(value, right.get(key)))
}
