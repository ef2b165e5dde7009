type Fields = Record<string, unknown>

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const words = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

/** `role: viewer → admin`, a line for each field that differs. */
export function changesOf(before: unknown, after: unknown): string[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return names.flatMap((name) => {
    const [from, to] = [old[name] ?? null, now[name] ?? null]
    if (words(from) === words(to)) return []
    if (from === null) return [`${name}: ${words(to)}`]
    return [to === null ? `${name}: ${words(from)} → gone` : `${name}: ${words(from)} → ${words(to)}`]
  })
}
