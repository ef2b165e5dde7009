/** "0.25 of a core", "2 cores" */
export function coresText(cpuMillis: number): string {
  const cores = Math.max(0, cpuMillis) / 1000
  return cores === 1 ? "1 core" : `${Number(cores.toFixed(2))} cores`
}

/** "192 MiB", "3.5 GiB" */
export function memoryText(memoryMib: number): string {
  const mib = Math.max(0, memoryMib)
  return mib < 1024 ? `${mib} MiB` : `${Number((mib / 1024).toFixed(2))} GiB`
}
