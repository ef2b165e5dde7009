const binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const

const short = (value: number): string =>
  value >= 100 || Number.isInteger(value)
    ? Math.round(value).toLocaleString("en")
    : value.toFixed(1).replace(/\.0$/, "")

/** Bytes in binary units: 1536 → "1.5 KiB". */
export function bytes(count: number | string): string {
  let value = Number(count)
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < binary.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${short(value)} ${binary[unit] ?? "B"}`
}

/** MiB as people say it: 512 → "512 MiB", 2048 → "2 GiB". */
export const memory = (mib: number): string => (mib < 1024 ? `${short(mib)} MiB` : bytes(mib * 1024 * 1024))

/** GiB of disk: 2048 → "2 TiB". */
export const disk = (gib: number): string => bytes(gib * 1024 ** 3)

/** Thousandths of a core: 250 → "0.25 cores", 1000 → "1 core". */
export const cores = (cpuMillis: number): string => {
  const value = Number((cpuMillis / 1000).toFixed(2))
  return `${value} ${value === 1 ? "core" : "cores"}`
}

/** Numbers of things in words: (1, "node") → "1 node". */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`

/** Names in a sentence, at most `most` of them: "web, db and 3 more". */
export const listed = (names: readonly string[], most = 6): string =>
  names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`
