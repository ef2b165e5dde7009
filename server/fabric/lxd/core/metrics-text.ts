/** What a member's metrics say of one instance: seconds of processor time, bytes of memory, bytes per nic since it started. */
export type InstanceMetrics = {
  cpuSeconds: number
  memoryBytes: number
  nics: Record<string, { receivedBytes: number; sentBytes: number }>
}

const line = /^(\w+)\{([^}]*)\}\s+([0-9.eE+-]+)/
const label = /(\w+)="([^"]*)"/g

/** Reads the text format of Prometheus as LXD (`lxd_…`) and Incus (`incus_…`) write it. Key: `project/name`. Repeated lines count once. */
export function readMetrics(text: string): Map<string, InstanceMetrics> {
  const found = new Map<string, InstanceMetrics>()
  const seen = new Set<string>()
  for (const row of text.split("\n")) {
    const match = line.exec(row)
    if (!match) continue
    const [, fullName = "", labelText = "", value = ""] = match
    const name = fullName.replace(/^(lxd|incus)_/, "")
    if (!wanted.has(name) || !Number.isFinite(Number(value))) continue
    // LXD 5.0 writes some series twice in one answer.
    if (seen.has(`${fullName}${labelText}`)) continue
    seen.add(`${fullName}${labelText}`)
    const labels = Object.fromEntries([...labelText.matchAll(label)].map(([, key = "", text = ""]) => [key, text]))
    const key = `${labels.project}/${labels.name}`
    const metrics = found.get(key) ?? { cpuSeconds: 0, memoryBytes: 0, nics: {} }
    found.set(key, metrics)
    add(metrics, name, labels, Number(value))
  }
  return found
}

const wanted = new Set([
  "cpu_seconds_total",
  "memory_RSS_bytes",
  "network_receive_bytes_total",
  "network_transmit_bytes_total",
])

function add(metrics: InstanceMetrics, name: string, labels: Record<string, string>, value: number): void {
  if (name === "cpu_seconds_total") {
    if (labels.mode === "user" || labels.mode === "system") metrics.cpuSeconds += value
    return
  }
  if (name === "memory_RSS_bytes") {
    metrics.memoryBytes = value
    return
  }
  const device = labels.device ?? ""
  const nic = metrics.nics[device] ?? { receivedBytes: 0, sentBytes: 0 }
  metrics.nics[device] = nic
  if (name === "network_receive_bytes_total") nic.receivedBytes = value
  else nic.sentBytes = value
}
