import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { findOverlaps, findUnmetered } from "@/server/domain/metering"
import { isFinal } from "@/server/domain/operation"
import type { NodeReport } from "@/server/fabric/fabric-driver"
import type { FaultBench } from "./fault-bench"
import { until } from "./until"

/** Where it is looked at. */
export type Inside = Pick<FaultBench, "db" | "fabricOf" | "workflows">

/** What must hold whatever happened. Every function gives sentences about what does not; none means all is well. */

const overlapping = (bench: Inside) => bench.db.$queryRaw<{ node_id: string }[]>`
  SELECT a.node_id FROM node_assignment a JOIN node_assignment b ON a.node_id = b.node_id AND a.id < b.id
   AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`

/** Holds at every instant, also in the middle of a fault. */
export async function brokenAlways(bench: Inside): Promise<string[]> {
  const overlaps = await findOverlaps(bench.db)
  const shared = await overlapping(bench)
  const backwards = await bench.db.$queryRaw<{ path: string }[]>`
    SELECT path FROM volume v WHERE (SELECT count(*) FROM volume_replica r WHERE r.volume_id = v.id AND r.role = 'primary') > 1`
  return [
    ...overlaps.map((o) => `usage of ${o.subjectId} (${o.meter}) overlaps`),
    ...shared.map((a) => `node ${a.node_id} is assigned twice`),
    ...backwards.map((v) => `${v.path} has two primaries`),
    ...runTwice().map((id) => `${id} runs twice`),
  ]
}

/** Asked of the operating system, not of agents: components with more than one process of their own. */
export function runTwice(): string[] {
  const runners = [...runnersByInstance()].filter(([, pids]) => pids.length > 1)
  return runners.map(([id, pids]) => `component ${id} (processes ${pids.join(", ")})`)
}

/** Component id → processes that run it, on all nodes of this machine. */
export function runnersByInstance(): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, "utf8").includes("runner.mjs")) continue
      const [, id] = /\/instances\/([0-9a-f-]{36})/.exec(readlinkSync(`/proc/${name}/cwd`)) ?? []
      if (id) found.set(id, [...(found.get(id) ?? []), Number(name)])
    } catch (error) {
      // Gone while we looked.
      if (!(error instanceof Error && "code" in error)) throw error
    }
  }
  return found
}

/** Holds once everything has come to rest: wanted equals observed, database equals nodes, nothing is under way. */
export async function brokenAtRest(bench: Inside): Promise<string[]> {
  return [
    ...(await brokenAlways(bench)),
    ...(await brokenOperations(bench)),
    ...(await brokenWishes(bench)),
    ...(await brokenNodes(bench)),
    ...(await findUnmetered(bench.db)).map(
      (g) => `${g.subjectName} ${g.meter} ${g.problem}: ${g.observed} ≠ ${g.metered}`,
    ),
  ]
}

async function brokenOperations(bench: Inside): Promise<string[]> {
  const operations = await bench.db.operation.findMany({ include: { steps: { orderBy: { position: "asc" } } } })
  const open = operations.filter((o) => !isFinal(o.state)).map((o) => `${o.kind} of ${o.subjectName} is ${o.state}`)
  const steps = operations.flatMap((o) =>
    o.steps.flatMap((step, i) => {
      if (step.position !== i) return [`${o.kind} of ${o.subjectName} has no step ${i}`]
      return step.state === "running" ? [`${o.kind} of ${o.subjectName}: step "${step.name}" never ended`] : []
    }),
  )
  const workflows = (await bench.workflows())
    .filter((w) => w.status !== "SUCCESS")
    .map((w) => `the workflow of operation ${w.id} is ${w.status}`)
  return [...open, ...steps, ...workflows]
}

/** What is wanted, and what is. */
async function brokenWishes(bench: Inside): Promise<string[]> {
  const components = await bench.db.component.findMany({ include: { application: true } })
  const odd = components.filter((c) => {
    if (c.wanted === "running") return c.state !== "running"
    if (c.wanted === "stopped") return c.state !== "stopped" && c.state !== "absent"
    return true
  })
  const applications = await bench.db.application.findMany({ include: { components: true } })
  return [
    ...odd.map((c) => `${c.path} is wanted ${c.wanted} and is ${c.state} (${c.reason ?? "no reason"})`),
    ...applications.flatMap((a) => {
      if (a.wanted === "deleted") return a.deletedAt && a.components.length === 0 ? [] : [`${a.slug} is not deleted`]
      return a.components.filter((c) => c.wanted !== a.wanted).map((c) => `${c.path}: ${c.wanted}, not ${a.wanted}`)
    }),
  ]
}

async function brokenNodes(bench: Inside): Promise<string[]> {
  const nodes = await bench.db.node.findMany({
    where: { state: { notIn: ["down", "retired"] } },
    include: { dataCenter: true },
  })
  const looks = nodes.map(async (node) => {
    const report = await bench.fabricOf(node.dataCenter).inspectNode(node.id, AbortSignal.timeout(5_000))
    return [node.name, report] as const
  })
  const reports = await Promise.all(looks)
  const components = await bench.db.component.findMany()
  const replicas = await bench.db.volumeReplica.findMany({ include: { volume: true } })
  const broken: string[] = []
  for (const [name, report] of reports) broken.push(...orphansOf(name, report, components, replicas))
  for (const c of components.filter((each) => each.wanted === "running")) {
    const seen = reports.flatMap(([, r]) => r.instances.filter((i) => i.instanceId === c.id && i.state !== "stopped"))
    if (seen.length !== 1) broken.push(`${c.path} is on ${seen.length} nodes`)
    else if (seen[0]?.epoch !== c.epoch) broken.push(`${c.path} has epoch ${seen[0]?.epoch}, not ${c.epoch}`)
  }
  for (const r of replicas) {
    const report = reports.find(([, each]) => each.nodeId === r.nodeId)?.[1]
    const copy = report?.volumes.find((v) => v.volumeId === r.volumeId)
    if (report && !copy) broken.push(`${r.volume.path} has no copy on its node`)
    if (copy && copy.role !== r.role) broken.push(`${r.volume.path} is ${copy.role} where it should be ${r.role}`)
  }
  return broken
}

type Rows = { components: { id: string; nodeId: string | null }[]; replicas: { volumeId: string; nodeId: string }[] }

/** What a node has and the database does not place there. */
function orphansOf(
  name: string,
  report: NodeReport,
  components: Rows["components"],
  replicas: Rows["replicas"],
): string[] {
  const instances = report.instances.filter(
    (i) => !components.some((c) => c.id === i.instanceId && c.nodeId === report.nodeId),
  )
  const copies = report.volumes.filter(
    (v) => !replicas.some((r) => r.volumeId === v.volumeId && r.nodeId === report.nodeId),
  )
  return [
    ...instances.map((i) => `orphan on ${name}: ${i.path} ${i.instanceId} (${i.state})`),
    ...copies.map((v) => `orphan copy on ${name}: ${v.volumeId}`),
  ]
}

/** Waits until all of it holds, and then that it goes on to hold. Returns how long it took, ms. */
export async function settle(bench: Inside, withinMs: number): Promise<number> {
  let quiet = 0
  return until("everything has come to rest", withinMs, async () => {
    const broken = await brokenAtRest(bench)
    quiet = broken.length === 0 ? quiet + 1 : 0
    return quiet >= 3 || (broken.length > 0 ? broken.join("\n") : "it has just become quiet")
  })
}
