import type { Misfit, MisfitCode } from "./filters"

/** Nodes told one by one; of a larger fleet the rest is counted. */
const told = 6

const summary: Record<MisfitCode, string> = {
  down: "down",
  draining: "being emptied",
  machine: "without virtual machines",
  pin: "not pinned to",
  data: "without its data",
  failover_group: "taken by its failover group",
  cpu: "short of cores",
  memory: "short of memory",
  disk: "short of disk",
}

/** "ams-n1 has 0.3 cores free; ams-n2 is down" */
export function rejectionsText(
  rejections: readonly { nodeId: string; misfits: readonly Misfit[] }[],
  nameOf: (nodeId: string) => string,
): string {
  if (rejections.length === 0) return "there are no nodes"
  const shown = rejections.length <= told + 1 ? rejections : rejections.slice(0, told)
  const causes = shown.map((r) => `${nameOf(r.nodeId)} ${r.misfits.map((m) => m.text).join(" and ")}`)
  const rest = rejections.slice(shown.length)
  if (rest.length === 0) return causes.join("; ")
  const counts = new Map<MisfitCode, number>()
  for (const { misfits } of rest) {
    const code = misfits[0]?.code
    if (code) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const counted = [...counts].map(([code, count]) => `${count} ${summary[code]}`).join(", ")
  return `${causes.join("; ")}; of ${rest.length} more ${counted}`
}
