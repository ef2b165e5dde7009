import { fatesWithout, sizeText } from "./node-loss"

/** What is where in a VDC. cpuMillis = thousandths of a core, memoryMib = MiB. */
export type HaSnapshot = {
  nodes: readonly { id: string; name: string; up: boolean; cpuMillis: number; memoryMib: number }[]
  components: readonly HaComponent[]
  volumes: readonly HaVolume[]
}
export type HaComponent = {
  id: string
  path: string
  /** Asked to run; stopped ones only hold their room. */
  wanted: boolean
  /** Null: it has no node now (`state` says why). */
  nodeId: string | null
  state: string
  cpuMillis: number
  memoryMib: number
  /** Only these nodes; empty: any. */
  pin: readonly string[]
  /** Never on the node of another one of the same group. */
  failoverGroup: string | null
}
export type HaVolume = {
  path: string
  mirrored: boolean
  /** Component that has it; null: kept without one. */
  componentId: string | null
  replicas: readonly HaReplica[]
}
/** `ageMs`: it follows all the time, so far behind at most; `asOf`: it stands still since; both null: the first copy. */
export type HaReplica = { nodeId: string; primary: boolean; ok: boolean; ageMs: number | null; asOf: Date | null }
/** `oldest`: the mirror that is furthest behind, if any is: what its first copy's node would take with it. */
export type Ha = { survives: boolean; reasons: string[]; oldest: HaOldest | null }
export type HaOldest = { path: string; asOf: Date | null; ageMs: number | null }

const byPath = (a: { path: string }, b: { path: string }) => a.path.localeCompare(b.path, "en", { numeric: true })
const named = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`

/** What would have nowhere to go; of what loses its data its volume tells. */
const problemsWithout = (snapshot: HaSnapshot, lost: { id: string; name: string }): string[] =>
  fatesWithout(snapshot, lost.id).flatMap(({ component, to, isDataLost, why }) =>
    to !== null || isDataLost
      ? []
      : [`If ${lost.name} is lost, ${component.path} (${sizeText(component)}) fits on no other node${why}.`],
  )

/** Volumes whose data is on one node only: with that node the data is gone. */
function soleCopies(snapshot: HaSnapshot): string[] {
  const up = new Map(snapshot.nodes.filter((n) => n.up).map((n) => [n.id, n.name]))
  return [...snapshot.volumes].sort(byPath).flatMap((volume) => {
    const good = volume.replicas.filter((r) => r.ok && up.has(r.nodeId))
    if (volume.replicas.length === 0 || good.length > 1) return []
    const [only] = good
    const where = only ? `only on ${up.get(only.nodeId)}` : "on no node that is up"
    return volume.mirrored
      ? [`${volume.path} is complete ${where}; its second copy is not in step yet.`]
      : [`${volume.path} is kept ${where}: it is not mirrored.`]
  })
}

/** Of the mirrors that would be gone on from: the one that lacks most. Those that stand still lack more than those that follow. */
function oldestMirror({ volumes }: HaSnapshot): HaOldest | null {
  const behind = [...volumes]
    .sort(byPath)
    .flatMap(({ path, replicas }) =>
      replicas
        .filter((r) => !r.primary && r.ok && (r.asOf !== null || (r.ageMs ?? 0) > 0))
        .map(({ asOf, ageMs }) => ({ path, asOf, ageMs: asOf ? null : ageMs })),
    )
  const since = (m: HaOldest) => m.asOf?.getTime() ?? Number.MAX_SAFE_INTEGER
  return behind.sort((a, b) => since(a) - since(b) || (b.ageMs ?? 0) - (a.ageMs ?? 0))[0] ?? null
}

/**
 * Could any one node be lost, and everything that is to run would run again with its data? Pure: placements and replicas in, an
 * answer with its reasons out. The packing is a heuristic, so a tight "no" may be a "yes" with luck, never the other way round.
 */
export function survivesAnyNodeLoss(snapshot: HaSnapshot): Ha {
  const oldest = oldestMirror(snapshot)
  const up = snapshot.nodes.filter((node) => node.up)
  const running = snapshot.components.filter((c) => c.wanted)
  const down = snapshot.nodes.filter((node) => !node.up).map((node) => node.name)
  const reasons: string[] = []
  const placeless = running.filter((c) => c.nodeId === null || !up.some((node) => node.id === c.nodeId)).sort(byPath)
  if (placeless.length > 0)
    reasons.push(
      `${named(placeless.map((c) => `${c.path} (${c.state})`))} ${placeless.length === 1 ? "has" : "have"} no node that is up now.`,
    )
  const [first] = up
  if (first && up.length === 1 && running.length + snapshot.volumes.length > 0)
    reasons.push(`${first.name} is the only node that is up.`)
  else for (const node of up) reasons.push(...problemsWithout(snapshot, node))
  reasons.push(...soleCopies(snapshot))
  if (reasons.length > 0) {
    if (down.length > 0) reasons.unshift(`${named(down)} ${down.length === 1 ? "is" : "are"} down.`)
    return { survives: false, reasons, oldest }
  }
  if (up.length === 0)
    return {
      survives: false,
      reasons: [snapshot.nodes.length === 0 ? "It has no nodes yet." : "No node is up."],
      oldest,
    }
  if (running.length + snapshot.volumes.length === 0)
    return { survives: true, reasons: ["Nothing runs here yet, so nothing can be lost."], oldest }
  const copy = oldest?.asOf ? "a copy of its data that is brought up to date in steps" : "a copy of its data"
  return {
    survives: true,
    reasons: [`Whichever of the ${up.length} nodes fails, the others have room for what ran on it and ${copy}.`],
    oldest,
  }
}
