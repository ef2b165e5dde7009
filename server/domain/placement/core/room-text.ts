/** "0.25 cores", "1 core" */
export function coresText(cpuMillis: number): string {
  const cores = Number((Math.max(0, cpuMillis) / 1000).toFixed(2))
  return cores === 1 ? "1 core" : `${cores} cores`
}

/** "192 MiB", "3.5 GiB" */
export function memoryText(memoryMib: number): string {
  const mib = Math.max(0, memoryMib)
  return mib < 1024 ? `${mib} MiB` : `${Number((mib / 1024).toFixed(2))} GiB`
}

/** "12 GiB" */
export const diskText = (diskGib: number): string => `${Math.max(0, diskGib)} GiB`

/** "ams-n1, ams-n2 and 3 more" */
export function namesText(names: readonly string[], shown = 3): string {
  if (names.length > shown) return `${names.slice(0, shown).join(", ")} and ${names.length - shown} more`
  const last = names.at(-1) ?? ""
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`
}
