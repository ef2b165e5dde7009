/** "0.25 cores", "1 core" */
export function coresText(cpuMillis: number): string {
  const cores = Math.round(Math.max(0, cpuMillis) / 10) / 100
  return cores === 1 ? "1 core" : `${cores} cores`
}

/** "192 MiB", "3.5 GiB" */
export function memoryText(memoryMib: number): string {
  const mib = Math.max(0, memoryMib)
  return mib < 1024 ? `${mib} MiB` : `${Math.round((mib * 100) / 1024) / 100} GiB`
}

/** "12 GiB" */
export const diskText = (diskGib: number): string => `${Math.max(0, diskGib)} GiB`

/** "ams-n1, ams-n2 and 3 more": `names` are the first of `count`. */
export function namesText(names: readonly string[], count: number): string {
  if (count > names.length) return `${names.join(", ")} and ${count - names.length} more`
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
}
